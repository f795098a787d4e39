import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { WorldTime } from "../../../host-sim/simulation/world-time.js";

describe("the time of a simulation", () => {
  it("lets everything happen in the order of its moments, and of its planning where moments are equal", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 })), (moments) => {
        const time = new WorldTime();
        const happened: { at: number; order: number }[] = [];
        for (const [order, at] of moments.entries())
          time.at(at, () => happened.push({ at: time.now, order }));
        time.runUntil(100);
        const expected = moments
          .map((at, order) => ({ at, order }))
          .sort((one, other) => one.at - other.at || one.order - other.order);
        assert.deepEqual(happened, expected);
      }),
      { numRuns: 300 },
    );
  });

  it("does what is planned meanwhile, at its own moment", () => {
    const time = new WorldTime(1000);
    const seen: number[] = [];
    time.after(10, () => time.after(5, () => seen.push(time.now)));
    time.runUntil(2000);
    assert.deepEqual(seen, [1015]);
    assert.equal(time.now, 2000);
  });

  it("does nothing that was cancelled, and nothing after a stop", () => {
    const time = new WorldTime();
    const seen: string[] = [];
    const cancelled = time.at(1, () => seen.push("cancelled"));
    time.at(2, () => time.stop());
    time.at(3, () => seen.push("after the stop"));
    time.cancel(cancelled);
    time.runUntil(10);
    assert.deepEqual(seen, []);
    assert.equal(time.now, 2);
  });

  it("is late with what was due while somebody was busy, and never goes back", () => {
    const time = new WorldTime();
    const seen: number[] = [];
    time.at(1, () => time.spend(50));
    time.at(10, () => seen.push(time.now));
    time.at(60, () => seen.push(time.now));
    time.runUntil(100);
    assert.deepEqual(seen, [51, 60]);
  });
});
