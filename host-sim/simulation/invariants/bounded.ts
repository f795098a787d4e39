import type { Invariant } from "./watcher.js";

/** Timers that the device may have set at a time; a session with its full window needs about a dozen. */
const mostTimers = 40;

export const bounded: Invariant = {
  name: "bounded",
  rule: "The device never has more than 40 timers set, and never more connections open than two: nothing piles up over the years.",
  watch({ world, violate }) {
    return (occurrence) => {
      if (occurrence.kind !== "taken" && occurrence.kind !== "calm") return;
      const waiting = world.machine.present?.timers.waiting ?? 0;
      if (waiting > mostTimers) violate(`the device has set ${waiting} timers`);
    };
  },
};
