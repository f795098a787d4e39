import Time from "time";
import Timer from "timer";
import { I2CBus } from "world/i2c-bus";

/** The one bus of this program. Whoever waits on it blocks, as on a board. */
export const bus = new I2CBus({ wait: (milliseconds) => Timer.delay(milliseconds) });

const started = Time.ticks;

/** Milliseconds since start. */
export function uptime(): number {
  return Time.delta(started);
}
