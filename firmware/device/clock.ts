/**
 * Time, in the two kinds a device needs. `now` may jump when the clock is set; `uptime` never does, so
 * durations and the order of readings come from `uptime` alone.
 */
export interface Clock {
  /** Milliseconds since 1970, never before the firmware was built. */
  now(): number;
  /** Milliseconds since start; only grows. */
  uptime(): number;
  /**
   * Sets the clock, where that has to be done (SNTP on a board). `onDone(true)` when the time can be trusted,
   * `onDone(false)` after a bounded wait when it cannot: the device then goes on with the floor, and asks again before its next try.
   */
  synchronize(onDone: (known: boolean) => void): void;
}
