import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PlannedFault, storms } from "../../../host-sim/simulation/plan.js";
import { type Part, shrink } from "../../../host-sim/simulation/shrink.js";
import type { RunResult, Violation } from "../../../host-sim/simulation/simulation.js";
import { shownLine, storyOf } from "../../../host-sim/simulation/story.js";

/** The faults of a seed up to the one with this number. */
function faultsUpTo(seed: number, last: number): PlannedFault[] {
  const faults: PlannedFault[] = [];
  const source = storms(seed);
  while (!faults.some(({ number }) => number >= last)) faults.push(...source.next().value.faults);
  return faults.filter(({ number }) => number <= last);
}

/** A run that breaks a promise where all of the guilty faults happen. */
function runOf(faults: readonly PlannedFault[], guilty: readonly number[], { from, only }: Part): RunResult {
  const happened = faults.filter(({ number, at }) => only.has(number) && at >= from);
  const isBroken = guilty.every((number) => happened.some((fault) => fault.number === number));
  const violation: Violation | undefined = isBroken
    ? { invariant: "delivery", message: "gone", at: faults.at(-1)?.until ?? 0 }
    : undefined;
  return { violation, hash: "", simulated: 1, faults: happened, counts: {} };
}

describe("the story of a failing run", () => {
  const faults = faultsUpTo(3, 80);
  const whole = { from: 0, only: new Set(faults.map(({ number }) => number)) };

  async function shrunk(guilty: readonly number[], patience = 1000) {
    const failed = runOf(faults, guilty, whole);
    assert.ok(failed.violation !== undefined);
    const run = async (part: Part) => runOf(faults, guilty, part);
    return shrink({ seed: 3, from: 0, failed: { ...failed, violation: failed.violation }, run, patience });
  }

  it("becomes as short as the faults that matter", async () => {
    const { part, result } = await shrunk([78, 79]);
    assert.deepEqual([...part.only].sort(), [78, 79]);
    assert.ok(part.from > 0, "the years before are left out");
    assert.deepEqual(
      result.faults.map(({ number }) => number),
      faults.filter(({ number }) => number === 78 || number === 79).map(({ number }) => number),
    );
  });

  it("keeps a fault of long ago that matters", async () => {
    const { part } = await shrunk([1, 79]);
    assert.deepEqual([...part.only].sort(), [1, 79]);
  });

  it("is the best one so far where the patience ends", async () => {
    const { part } = await shrunk([1, 79], 3);
    assert.ok(part.only.size < faults.length || part.from === 0);
  });

  it("is told fault by fault, and ends with the broken promise", async () => {
    const lines = storyOf(await shrunk([79])).map(shownLine);
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /#79: /);
    assert.match(lines[1] ?? "", /broken: delivery: gone/);
  });
});
