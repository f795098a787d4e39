import type { TimerPort } from "../../firmware/ports/timer.js";

/** The timers of Node and of browsers, in the firmware's shape. */
export const realTimer: TimerPort = {
  set: (callback, delay) => ({ id: setTimeout(callback, delay) }),
  clear: (timer) => clearTimeout((timer as { id?: ReturnType<typeof setTimeout> } | undefined)?.id),
};
