import { minute } from "../faults/fault.js";
import type { Invariant } from "./watcher.js";

/** Tries in so long a time, milliseconds. */
const span = 10 * minute;
/** The back-off allows about 15; restarts begin it anew. */
const mostTries = 60;

export const patient: Invariant = {
  name: "patient",
  rule: "The device never tries to reach its cloud more than 60 times in ten minutes.",
  watch({ violate }) {
    const tries: number[] = [];
    return (occurrence, at) => {
      if (occurrence.kind !== "device" || occurrence.event.event !== "state") return;
      if (occurrence.event.state !== "connecting" && occurrence.event.state !== "activating") return;
      tries.push(at);
      while (at - (tries[0] ?? at) > span) tries.shift();
      if (tries.length > mostTries) violate(`${tries.length} tries in ten minutes`);
    };
  },
};
