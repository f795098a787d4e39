/**
 * Timers, as the module `timer` of the platform offers them.
 *
 * Promises: a callback never runs inside `set`; a cleared timer never fires; timers of one deadline fire in
 * the order in which they were set. Delays are 0 to 2^31 - 1 milliseconds, because the ESP32 compares signed
 * 32-bit ticks.
 */
export interface TimerPort {
  /** Calls `callback` once after `delay` milliseconds (default 0), or again and again every `repeat` milliseconds. */
  set(callback: () => void, delay?: number, repeat?: number): TimerHandle;
  /** Forgets a timer. `undefined`, a timer that has fired and one cleared before are fine. */
  clear(timer: TimerHandle | undefined): void;
}

/** What `set` hands out; only good for `clear`. */
export type TimerHandle = object;
