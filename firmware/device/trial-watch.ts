import type { Core } from "./core.js";
import type { DeviceStatus } from "./device-status.js";

/**
 * Ends a trial of settings: well when the device comes online, badly when it does not in time. Only a restart goes back, because everything
 * was built on the new ones.
 */
export function watchTrial(
  { trial, settings, io, board, log, watch }: Core,
  status: () => DeviceStatus,
): void {
  const { network } = trial;
  const { wifi } = board.network;
  // The trial is of the network as well: coming online through one of the old would prove nothing.
  if (network !== undefined) wifi?.confine(network);
  watch(({ event }) => {
    if (event !== "connected") return;
    try {
      trial.online();
      if (network !== undefined && trial.content === undefined) wifi?.confine();
    } catch (error) {
      // What is in flash decides at the next start; a device that is online now is so all the same.
      log.error("settings", `could not be marked as working: ${String(error)}`);
    }
  });
  if (trial.state().state !== "running") return;
  const end = board.clock.uptime() + settings.trialSeconds * 1000;
  trial.countDown(() => (end - board.clock.uptime()) / 1000);
  io.Timer.set(() => {
    if (trial.state().state !== "running") return;
    try {
      trial.fail(reasonOf(status()));
    } catch (error) {
      // The next start finds a trial that has begun and not ended, and goes back by itself.
      log.error("settings", `the end of the trial could not be stored: ${String(error)}`);
    }
    board.restarts.restart();
  }, settings.trialSeconds * 1000);
}

function reasonOf({ cloud }: DeviceStatus): string {
  return cloud.reason === undefined ? cloud.stage : `${cloud.stage}: ${cloud.reason}`;
}
