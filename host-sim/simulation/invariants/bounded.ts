import type { Invariant } from "./watcher.js";

/** Timers that the device may have set at a time; a session with its full window needs about a dozen. */
const mostTimers = 40;
/** Everything that is planned in the whole world: timers of the device, bytes on their way, deadlines of the cloud, faults to come. */
const mostPlans = 2000;

export const bounded: Invariant = {
  name: "bounded",
  rule: "The device never has more than 40 timers set, and what it has sent and not been answered does not pile up.",
  watch({ world, violate }) {
    return (occurrence) => {
      if (occurrence.kind !== "taken" && occurrence.kind !== "calm") return;
      const waiting = world.machine.present?.timers.waiting ?? 0;
      if (waiting > mostTimers) violate(`the device has set ${waiting} timers`);
      if (world.time.pending > mostPlans) violate(`${world.time.pending} things are planned`);
    };
  },
};
