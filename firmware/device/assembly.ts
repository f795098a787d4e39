import type { MQTTPlatform } from "../cloud/mqtt-options.js";
import { hostNameOf } from "../network/host-name.js";
import type { Board } from "../ports/board.js";
import type { KeyValuePort } from "../ports/key-value.js";
import type { CertificateFile } from "../ports/tcp.js";
import type { DeviceDeclaration } from "../resources/definition.js";
import { CertificateStore } from "../storage/certificate-store.js";
import { ImportRecord } from "../storage/import-record.js";
import { RootStore } from "../storage/root-store.js";
import { pairName, rootsText } from "../storage/trial.js";
import { importCertificate } from "./certificate-import.js";
import { connectDevice } from "./cloud-assembly.js";
import { finishFactoryReset, openConsole } from "./console-assembly.js";
import { buildCore, type Core } from "./core.js";
import type { DeviceStatus } from "./device-status.js";
import { withoutCloud } from "./no-cloud.js";
import { type ResourceSide, startResources } from "./resource-assembly.js";
import type { RunningDevice } from "./running-device.js";
import { startSafely } from "./safe-mode.js";
import { silentSide, statusOf } from "./status.js";
import { watchTrial } from "./trial-watch.js";

export interface Assembly {
  application: DeviceDeclaration;
  board: Board;
  io: MQTTPlatform;
  keyValue: KeyValuePort;
}

/**
 * Builds the device from its declaration and its board, and starts it. Throws a DeclarationError where the declaration makes no sense;
 * nothing has begun then. What it lacks to talk to a cloud, or that it is in safe mode, is told by its status.
 */
export function startDevice({ application, board, io, keyValue }: Assembly): RunningDevice {
  finishFactoryReset({ board, keyValue });
  const core = buildCore(board, io, keyValue);
  let running: RunningDevice | undefined;
  const status = (): DeviceStatus => (running ?? silentDevice(core, nameOf(core), "starting")).status();
  openConsole(core, status);
  watchTrial(core, status);
  running = core.run.isSafe ? startAlmostNothing(core) : startFully(application, core);
  return running;
}

function startAlmostNothing(core: Core): RunningDevice {
  const { io, settings } = core;
  const first = settings.safeModeSeconds * 1000;
  return silentDevice(core, nameOf(core), startSafely({ ...core, Timer: io.Timer, first }));
}

function startFully(application: DeviceDeclaration, core: Core): RunningDevice {
  const { board, io, flash, settings, trial, run, log } = core;
  const resources = startResources(application, core);
  const { reports } = resources;
  io.Timer.set(() => run.settle(), settings.stableMilliseconds);
  const { reason, lastGasp } = run;
  const words = lastGasp === undefined ? {} : { lastGasp };
  reports.first("restart", { reason, ...words }, board.clock.uptime(), () => run.told());

  const certificates = new CertificateStore({ domain: flash, log, name: () => pairName[trial.pair] });
  const imports = new ImportRecord({ domain: flash, log });
  const isTrial = trial.content !== undefined;
  const certified =
    settings.authentication === "certificate"
      ? importCertificate({ board, certificates, imports, isTrial, log })
      : undefined;
  const id = certified ?? nameOf(core);
  log.info("device", `${id} on ${board.name}`);
  board.network.prepare?.({ hostname: settings.hostname === "" ? hostNameOf(id) : settings.hostname, log });
  const roots = (): readonly CertificateFile[] => {
    // Made anew each time: a trial that ends well moves them.
    const text = rootsText({ domain: flash, log }, trial.roots);
    return [...board.trustedRoots(), ...new RootStore({ text, log }).read()];
  };
  const isTrusting = roots().length > 0;
  if (settings.connectorId === "" || !isTrusting) {
    const lacking = isTrusting ? "the setting connectorId" : "a trusted root certificate";
    log.error("device", `not connecting: ${lacking} is missing`);
    // Up all the same: somebody on site may be about to bring what is missing, and wants to see that the network works.
    board.network.start({ onUp: () => undefined, onDown: () => undefined });
    return silentDevice(core, id, `${lacking} is missing`, resources);
  }
  return connectDevice({ id, roots, certificates, ...core, ...resources });
}

function silentDevice(core: Core, id: string, reason: string, resources?: ResourceSide): RunningDevice {
  const { board, io, run } = core;
  const cloud = silentSide(board, reason);
  return {
    status: () => statusOf({ id, board, run, cloud, outbox: resources?.outbox, credentials: () => [] }),
    ...withoutCloud(io.Timer),
  };
}

/** As it was set, else the board's own. */
function nameOf({ settings, board }: Core): string {
  return settings.deviceId === "" ? board.identity() : settings.deviceId;
}
