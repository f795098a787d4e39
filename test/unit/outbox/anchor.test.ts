import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type Anchor,
  longestSlowing,
  nextAnchor,
  serials,
  timestampAt,
} from "../../../firmware/outbox/anchor.js";

const noon = Date.UTC(2026, 0, 1, 12);

/** The anchor of a device that learns at device time 10,000 that it is noon. */
const first = nextAnchor({ boot: 1, time: 10_000, wall: noon }, undefined, -1);

function wall(anchor: Anchor, time: number): number {
  return Math.floor(timestampAt(anchor, time) / 1000);
}

describe("an anchor", () => {
  it("tells the time of what was taken before and after the clock was set", () => {
    assert.equal(wall(first, 10_000), noon);
    assert.equal(wall(first, 4000), noon - 6000);
    assert.equal(wall(first, 25_000), noon + 15_000);
  });

  it("gives whole microseconds, later ones for later times", () => {
    for (let time = 0; time < 1000; time++) {
      assert.ok(Number.isSafeInteger(timestampAt(first, time)));
      assert.ok(timestampAt(first, time) < timestampAt(first, time + 1));
    }
  });

  it("for a clock that was set forward begins where the one before ended", () => {
    const later = nextAnchor({ boot: 1, time: 20_000, wall: noon + 3_610_000 }, first, 19_999);
    assert.equal(wall(later, 20_000), noon + 3_610_000);
    assert.ok(timestampAt(later, 20_000) > timestampAt(first, 19_999));
  });

  it("for a clock that was set back slows down until it has caught up", () => {
    const back = nextAnchor({ boot: 1, time: 20_000, wall: noon - 50_000 }, first, 20_000);
    assert.ok(timestampAt(back, 20_001) > timestampAt(first, 20_000));
    assert.equal(wall(back, 20_001), wall(first, 20_000) + 1, "no more than a millisecond a second");
    assert.equal(wall(back, 120_000), noon + 50_000, "and then tells the truth");
  });

  it("for a clock that was wrong by more than an hour tells the truth at once", () => {
    const years = 10 * 365 * 86_400_000;
    const back = nextAnchor({ boot: 1, time: 20_000, wall: noon - years }, first, 20_000);
    assert.equal(wall(back, 20_000), noon - years);
    assert.ok(years > longestSlowing);
  });

  it("for a run that never knew the time puts it as late as can be, in order, before the run that does", () => {
    // Run 1 knew the time until device time 50,000; run 2 did not, 50,001 to 90,000; run 3 learns it at 95,000.
    const third = nextAnchor({ boot: 3, time: 95_000, wall: noon + 86_400_000 }, first, 50_000);
    assert.equal(wall(third, 90_000), noon + 86_400_000 - 5000);
    assert.ok(timestampAt(third, 50_001) > timestampAt(first, 50_000));
    assert.ok(timestampAt(third, 90_000) < timestampAt(third, 90_001));
  });

  it("never gives a timestamp that another gave, however the clock jumps", () => {
    const jump = fc.record({
      after: fc.integer({ min: 1, max: 5_000_000 }),
      shift: fc.integer({ min: -4_000_000_000, max: 4_000_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(jump, { minLength: 1, maxLength: 8 }), (jumps) => {
        const seen = new Set<number>();
        let anchor = first;
        let time = 10_000;
        let real = noon;
        const use = (at: number): void => {
          const timestamp = timestampAt(anchor, at);
          assert.ok(!seen.has(timestamp), String(timestamp));
          seen.add(timestamp);
        };
        for (const { after, shift } of jumps) {
          for (const at of new Set([time + 1, time + after])) use(at);
          time += after + 1;
          real += shift;
          anchor = nextAnchor({ boot: 1, time, wall: real + time }, anchor, time);
        }
      }),
    );
  });

  it("counts its serial round", () => {
    let anchor = first;
    for (let index = 0; index < serials; index++)
      anchor = nextAnchor(
        { boot: 1, time: 20_000 + index, wall: noon + 10_000_000 * index },
        anchor,
        20_000 + index,
      );
    assert.equal(anchor.serial, first.serial);
  });
});
