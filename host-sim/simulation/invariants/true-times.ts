import { ClockDoubt } from "../clock-doubt.js";
import { second, spelled } from "../faults/fault.js";
import type { Taken } from "../ledger.js";
import type { Invariant } from "./watcher.js";

/** How far a timestamp may be off, milliseconds: what the device itself tolerates (1 s), and the time of an erase or two. */
const tolerance = 5 * second;

export const trueTimes: Invariant = {
  name: "true-times",
  rule: "A reading's timestamp is when it was taken, wherever the device could know it; sorted by timestamp, the readings of a resource are in the order in which they were taken.",
  watch({ world, ledger, violate }) {
    const doubt = new ClockDoubt();
    return (occurrence, at) => {
      doubt.hear(occurrence, at);
      if (occurrence.kind !== "cloud" || occurrence.event.event !== "reported") return;
      const { resource, timestamp, value: reported } = occurrence.event;
      const account = ledger.accounts.get(resource);
      const taken = account?.open.get(Number(reported));
      if (account === undefined || taken === undefined) return;
      const { value } = taken;
      const error = timestamp / 1000 - world.timeOfDay.at(taken.at);
      if (Math.abs(error) > tolerance && doubt.isKnown(taken.life) && !doubt.at(taken.at)) {
        violate(`the timestamp of ${resource} ${value} is wrong by ${spelled(error)}`);
      }
      const before = account.recorded.get(value - 1);
      const after = account.recorded.get(value + 1);
      if (before !== undefined && before.timestamp >= timestamp && isOrdered(before, taken, at)) {
        violate(`${resource} ${value} has an earlier timestamp than ${value - 1}`);
      }
      if (after !== undefined && after.timestamp <= timestamp && isOrdered(taken, after, at)) {
        violate(`${resource} ${value} has a later timestamp than ${value + 1}`);
      }
    };

    /** Whether the device has to keep the two in order, as far as it is known at the moment `at`. */
    function isOrdered(earlier: Taken, later: Taken, at: number): boolean {
      // It went out of memory alone, with the time of a clock that was ahead. Then the power failed, and flash, which alone outlives that,
      // knows of no timestamp that has to hold the true one of the next reading back.
      const isForgotten = earlier.isOnline && earlier.life !== later.life && doubt.at(earlier.at);
      return !isForgotten && !doubt.mayReorder(earlier.at, at);
    }
  },
};
