import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BackOff, type BackOffOptions } from "../../../firmware/device/back-off.js";

function backOff(options: Partial<BackOffOptions> = {}): BackOff {
  return new BackOff({ first: 1000, cap: 60_000, stable: 30_000, random: () => 0.5, ...options });
}

/** The first `count` waits. */
function waits(of: BackOff, count: number): number[] {
  return Array.from({ length: count }, () => of.next());
}

describe("back-off", () => {
  it("doubles the upper end of the wait with each failure, up to the cap", () => {
    assert.deepEqual(
      waits(backOff({ random: () => 0.999_999_9 }), 8),
      [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000],
    );
  });

  it("spreads waits over the whole span from nothing (full jitter)", () => {
    assert.deepEqual(waits(backOff({ random: () => 0 }), 3), [0, 0, 0]);
    assert.deepEqual(waits(backOff({ random: () => 0.25 }), 3), [250, 500, 1000]);
  });

  it("never waits less than the floor", () => {
    assert.deepEqual(waits(backOff({ floor: 400, random: () => 0 }), 2), [400, 400]);
    assert.deepEqual(waits(backOff({ floor: 400, random: () => 0.5 }), 2), [700, 1200]);
  });

  it("begins anew after a connection that stood the stable time", () => {
    const b = backOff();
    waits(b, 5);
    b.stood(29_999);
    assert.equal(b.failures, 5);
    b.stood(30_000);
    assert.equal(b.failures, 0);
    assert.equal(b.next(), 500);
  });

  it("counts the failures since the last stable connection", () => {
    const b = backOff();
    assert.equal(b.failures, 0);
    waits(b, 3);
    assert.equal(b.failures, 3);
  });

  it("stays finite through an outage of years", () => {
    const b = backOff({ random: () => 0.999 });
    const last = waits(b, 5000).at(-1);
    assert.equal(last, 59_940);
  });

  it("refuses options that make no sense and names them", () => {
    assert.throws(() => backOff({ first: 0 }), /^RangeError: back-off: first must/);
    assert.throws(() => backOff({ first: Number.NaN }), /first/);
    assert.throws(() => backOff({ first: 1000, cap: 999 }), /^RangeError: back-off: cap must/);
    assert.throws(() => backOff({ floor: -1 }), /^RangeError: back-off: floor must/);
    assert.throws(() => backOff({ floor: 1001 }), /floor/);
    assert.throws(() => backOff({ stable: -1 }), /^RangeError: back-off: stable must/);
    assert.throws(() => backOff({ stable: Number.NaN }), /stable/);
  });

  it("keeps every wait a whole number between floor and cap, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.record({
          first: fc.integer({ min: 1, max: 600_000 }),
          more: fc.integer({ min: 0, max: 86_400_000 }),
          floorShare: fc.double({ min: 0, max: 1, noNaN: true }),
          luck: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
          stood: fc.array(fc.nat(100_000)),
        }),
        ({ first, more, floorShare, luck, stood }) => {
          const floor = Math.floor(first * floorShare);
          let turn = 0;
          const random = (): number => luck[turn++ % luck.length] ?? 0;
          const b = backOff({ first, cap: first + more, floor, random });
          for (let i = 0; i < 50; i++) {
            const wait = b.next();
            assert.ok(Number.isInteger(wait));
            assert.ok(wait >= floor && wait <= first + more);
            if (i === 0) assert.ok(wait <= first);
            b.stood(stood[i] ?? 0);
          }
        },
      ),
    );
  });
});
