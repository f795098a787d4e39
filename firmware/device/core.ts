import type { MQTTPlatform } from "../cloud/mqtt-options.js";
import type { Board } from "../ports/board.js";
import type { KeyValueDomain, KeyValuePort } from "../ports/key-value.js";
import { LateDomain } from "../storage/late-domain.js";
import { type Settings, SettingsStore } from "../storage/settings.js";
import { Trial } from "../storage/trial.js";
import type { DeviceEvent } from "./device-event.js";
import { Log } from "./log.js";
import { RunRecord } from "./run-record.js";

/** What every part of a device stands on, also of one in safe mode. */
export interface Core {
  readonly board: Board;
  readonly io: MQTTPlatform;
  readonly keyValue: KeyValuePort;
  /** The domain of settings, credentials and small documents. */
  readonly flash: KeyValueDomain;
  readonly settings: Settings;
  /** Settings and credentials that this run tries in place of those that work. */
  readonly trial: Trial;
  readonly run: RunRecord;
  readonly log: Log;
  observe(event: DeviceEvent): void;
  /** Adds somebody who hears what the board hears. It must neither throw nor call back into the device. */
  watch(observer: (event: DeviceEvent) => void): void;
}

/** Makes it ready. Runs before anything that may fail, so that a failure finds somebody who writes down the last words. */
export function buildCore(board: Board, io: MQTTPlatform, storage: KeyValuePort): Core {
  const keyValue: KeyValuePort = { open: (options) => new LateDomain(() => storage.open(options)) };
  const run = new RunRecord(board.restarts);
  board.onFault((fault) => run.gasp(fault));
  const observers = [(event: DeviceEvent): void => board.observe(event)];
  const observe = (event: DeviceEvent): void => {
    for (const each of observers) {
      try {
        each(event);
      } catch {
        // Its mistake must neither stop the device in the middle of a step nor silence the others. The log goes the same way: it cannot be told.
      }
    }
  };
  const log = new Log({ sink: (level, tag, message) => observe({ event: "log", level, tag, message }) });
  const flash = keyValue.open({ path: "bowline", format: "string" });
  const trial = new Trial({ domain: flash, log });
  const tried = trial.content?.settings;
  const settings = new SettingsStore({ domain: flash, log, defaults: board.defaults, trial: tried }).read();
  const watch = (observer: (event: DeviceEvent) => void): void => void observers.push(observer);
  return { board, io, keyValue, flash, settings, trial, run, log, observe, watch };
}
