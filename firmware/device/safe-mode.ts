import type { TimerPort } from "../ports/timer.js";
import type { DeviceEvent } from "./device-event.js";
import type { Log } from "./log.js";
import { mostEarly, type RunRecord } from "./run-record.js";

export interface SafeModeOptions {
  run: RunRecord;
  Timer: TimerPort;
  log: Log;
  observe(event: DeviceEvent): void;
  /** Milliseconds until the first full start; each that fails doubles the next wait. */
  first: number;
}

/** Longest wait for a full start, as a multiple of the first. */
const mostDoublings = 6;

/**
 * What a device does whose runs end before they have settled, one after the other: nothing that may have been the reason. No sensor, output,
 * layer or connection is touched; it can be reached over its console and tells why, and tries a full start in growing gaps. After
 * power-on the count begins anew.
 *
 * Returns the sentence that says so.
 */
export function startSafely({ run, Timer, log, observe, first }: SafeModeOptions): string {
  const delay = first * 2 ** Math.min(run.early - mostEarly, mostDoublings);
  const why = run.lastGasp ?? `the last one ended by ${run.reason}`;
  const reason = `safe mode: ${run.early} starts in a row ended early: ${why}`;
  log.error("device", `${reason}; full start in ${Math.round(delay / 1000)} s`);
  observe({ event: "safe-mode", reason, retryIn: delay });
  Timer.set(() => run.restartForTrial(), delay);
  return reason;
}
