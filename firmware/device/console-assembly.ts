import { Console } from "../console/console.js";
import { DeviceHost } from "../console/device-host.js";
import { StagedCredentials } from "../console/staged-credentials.js";
import { StagedSettings } from "../console/staged-settings.js";
import { StagedNetwork } from "../network/staged-network.js";
import { CredentialStore } from "../storage/credential-store.js";
import { FactoryReset } from "../storage/factory-reset.js";
import { SettingsStore } from "../storage/settings.js";
import { version } from "../version.js";
import type { Core } from "./core.js";
import type { DeviceStatus } from "./device-status.js";

/**
 * Opens the serial console, where the board has one. Before anything else of the device, so that it tells what goes wrong there; `status` is
 * asked when somebody wants to know, never in the call. A line that is in use, as by a debugger, is reported and done without.
 */
export function openConsole(core: Core, status: () => DeviceStatus): void {
  const { board, io, flash, settings, trial, log, watch } = core;
  if (board.openConsole === undefined) return;
  const host = new DeviceHost({
    version,
    board,
    Timer: io.Timer,
    settings: new StagedSettings({
      store: new SettingsStore({ domain: flash, log, defaults: board.defaults }),
      present: settings,
      network: () => (board.network.wifi === undefined ? undefined : board.network.status()),
    }),
    credentials: new StagedCredentials({ domain: flash, log }),
    stagedNetwork: new StagedNetwork({ domain: flash, log }),
    trial,
    status,
    forgetLogin: () =>
      new CredentialStore({ domain: flash, log }).forget({
        host: `${settings.connectorId}.${settings.domain}`,
        device: status().device,
      }),
    erase: () => factoryReset(core).request(),
  });
  try {
    const console = new Console({ open: board.openConsole, host, Timer: io.Timer });
    watch((event) => {
      if (event.event === "log") console.entry(event.level, event.tag, event.message);
    });
  } catch (error) {
    log.warning("console", `there is none: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Carries out a factory reset that was asked for, at the very beginning of a run. Where flash fails the device starts all the same, and the
 * next start tries again.
 */
export function finishFactoryReset(given: Pick<Core, "board" | "keyValue">): void {
  try {
    factoryReset(given).finish();
  } catch {
    // There is no log yet; what is left of the settings tells soon enough.
  }
}

function factoryReset({ board, keyValue }: Pick<Core, "board" | "keyValue">): FactoryReset {
  return new FactoryReset({
    keyValue,
    outbox: () => board.outboxFlash,
    clearMemo: () => board.restarts.writeMemo(""),
  });
}
