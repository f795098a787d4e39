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
    const starts: number[] = [];
    return (occurrence, at) => {
      if (occurrence.kind === "power-on") starts.push(at);
      while (at - (starts[0] ?? at) > span) starts.shift();
      if (occurrence.kind !== "device" || occurrence.event.event !== "state") return;
      if (occurrence.event.state !== "connecting" && occurrence.event.state !== "activating") return;
      tries.push(at);
      while (at - (tries[0] ?? at) > span) tries.shift();
      if (tries.length > mostTries + triesOfStart * starts.length)
        violate(`${tries.length} tries in ten minutes`);
    };
  },
};
