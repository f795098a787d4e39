import type { Invariant } from "./watcher.js";

/** Fewer erases of a block say nothing about evenness. */
const leastErases = 20;
const mostRatio = 1.2;

export const evenWear: Invariant = {
  name: "even-wear",
  rule: "No block of the outbox's flash is erased more than 1.2 times as often as any other.",
  watch({ world, violate }) {
    return (occurrence) => {
      if (occurrence.kind !== "calm") return;
      const { wear } = world.machine.flash;
      const least = Math.min(...wear);
      const most = Math.max(...wear);
      if (most > mostRatio * Math.max(least, leastErases)) {
        violate(`one block was erased ${most} times, another ${least} times`);
      }
    };
  },
};
