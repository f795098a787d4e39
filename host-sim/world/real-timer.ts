import type { TimerHandle, TimerPort } from "../../firmware/ports/timer.js";

type Running = ReturnType<typeof setTimeout>;

/** The timers of Node and of browsers, in the firmware's shape. */
export const realTimer: TimerPort = {
  set: (callback, delay = 0, repeat): TimerHandle => ({
    id: repeat === undefined ? setTimeout(callback, delay) : setInterval(callback, repeat),
  }),
  // One kind of number for both (HTML, 8.6): clearTimeout ends an interval as well.
  clear: (timer) => clearTimeout((timer as { id?: Running } | undefined)?.id),
};
