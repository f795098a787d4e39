import { minute } from "../faults/fault.js";
import type { Invariant } from "./watcher.js";

/** Tries in so long a time, milliseconds. */
const span = 10 * minute;
/** The back-off allows about 15. */
const mostTries = 60;
/** A start begins the back-off anew, and its first waits are short; a weak supply may start a device ten times in a row. */
const triesOfStart = 4;

export const patient: Invariant = {
  name: "patient",
  rule: "The device never tries to reach its cloud more than 60 times in ten minutes, and 4 more for each start in them.",
  watch({ violate }) {
    const tries: number[] = [];
    /** After a try that failed; where there is no network one fails before it has begun. */
    const waits: number[] = [];
    const starts: number[] = [];
    return (occurrence, at) => {
      if (occurrence.kind === "power-on") starts.push(at);
      while (at - (starts[0] ?? at) > span) starts.shift();
      if (occurrence.kind !== "device" || occurrence.event.event !== "state") return;
      const { state } = occurrence.event;
      if (state === "connecting" || state === "activating") count(tries, at);
      if (state === "waiting") count(waits, at);
    };

    function count(moments: number[], at: number): void {
      moments.push(at);
      while (at - (moments[0] ?? at) > span) moments.shift();
      if (moments.length > mostTries + triesOfStart * starts.length)
        violate(`${moments.length} tries in ten minutes`);
    }
  },
};
