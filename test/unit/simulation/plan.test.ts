import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultKinds } from "../../../host-sim/simulation/faults/table.js";
import { type Storm, storms } from "../../../host-sim/simulation/plan.js";
import { recoveryTime } from "../../../host-sim/simulation/recovery-time.js";

function first(seed: number, count: number): Storm[] {
  const source = storms(seed);
  return Array.from({ length: count }, () => source.next().value);
}

function told(storms: readonly Storm[]): unknown {
  return storms.map(({ faults }) =>
    faults.map(({ number, kind, at, drawn }) => [number, kind, at, drawn.words]),
  );
}

describe("what goes wrong", () => {
  it("follows from the seed alone", () => {
    assert.deepEqual(told(first(7, 50)), told(first(7, 50)));
    assert.notDeepEqual(told(first(7, 5)), told(first(8, 5)));
  });

  it("leaves the device its time to recover between two storms", () => {
    const all = first(1, 200);
    for (const [place, { faults, until, calmAt }] of all.entries()) {
      assert.ok(faults.every((fault) => fault.until <= until));
      assert.equal(calmAt - until, recoveryTime);
      assert.ok((all[place + 1]?.from ?? Infinity) > calmAt);
    }
  });

  it("comprises every kind of fault within a few years", () => {
    const met = new Set(first(1, 600).flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    assert.deepEqual([...met].sort(), faultKinds.map(({ name }) => name).sort());
  });
});
