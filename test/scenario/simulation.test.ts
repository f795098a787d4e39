import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { bundleFirmware, type DeviceProgram } from "../../host-sim/simulation/program.js";
import { simulate } from "../../host-sim/simulation/simulation.js";

const day = 86_400_000;
/** Fixed seeds, each with its days: all kinds of faults, and outages that fill the outbox. */
const seeds: readonly (readonly [seed: number, days: number])[] = [
  [1, 40],
  [3, 40],
  [5, 30],
  [9, 30],
];

describe("a device in the storms of its life", () => {
  let makeProgram: () => DeviceProgram;

  before(async () => {
    makeProgram = await bundleFirmware();
  });

  for (const [seed, days] of seeds) {
    it(`keeps every promise for ${days} days of seed ${seed}`, () => {
      const { violation, faults, counts } = simulate({ seed, until: days * day, program: makeProgram() });
      assert.equal(violation, undefined, `replay with: bowline simulate --seed ${seed} --years 1`);
      assert.ok(faults.length > days, `${faults.length} faults`);
      assert.ok((counts.taken ?? 0) > 70 * days, `${counts.taken} readings`);
      assert.ok((counts["power-on"] ?? 0) > 10, `${counts["power-on"]} starts`);
    });
  }

  it("lives the same life again from the same seed, without looking at real time or chance", () => {
    const real = { now: Date.now, random: Math.random, performance: performance.now };
    const forbidden = (): never => assert.fail("the simulation asked for real time or chance");
    const live = (seed: number): string => simulate({ seed, until: 6 * day, program: makeProgram() }).hash;
    try {
      Date.now = forbidden;
      Math.random = forbidden;
      performance.now = forbidden;
      const hash = live(2);
      assert.equal(live(2), hash);
      assert.notEqual(live(4), hash);
    } finally {
      Date.now = real.now;
      Math.random = real.random;
      performance.now = real.performance;
    }
  });

  it("lives on when only some of its faults happen", () => {
    const { faults, violation } = simulate({
      seed: 3,
      until: 5 * day,
      only: new Set([0, 1]),
      program: makeProgram(),
    });
    assert.deepEqual(
      faults.map(({ number }) => number),
      [0, 1],
    );
    assert.equal(violation, undefined);
  });
});
