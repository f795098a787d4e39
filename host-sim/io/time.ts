import { ticks } from "../engine/inside/clock.js";

/**
 * The SDK's module `time`, without setting: the computer's clock is right. `ticks` counts as on the ESP32, in signed 32 bits
 * that wrap after 24.8 days, so two of them may only be compared by `delta`.
 */
const Time = Object.freeze({
  get ticks(): number {
    return ticks() | 0;
  },
  /** Microseconds since power-up. */
  get microseconds(): number {
    return Math.floor(ticks() * 1000);
  },
  /** Milliseconds from `start` to `end`, or to now. */
  delta(start: number, end: number = Time.ticks): number {
    return (end - start) | 0;
  },
});

export default Time;
