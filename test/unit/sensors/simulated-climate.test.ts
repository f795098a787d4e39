import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { simulatedClimate } from "../../../firmware/sensors/simulated-climate.js";
import { VirtualTime } from "../../support/virtual-time.js";

const day = 24 * 60 * 60 * 1000;

/** A repeatable source of chance: a linear congruential generator. */
function chance(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Samples of one day, one a minute, from midnight UTC. */
function dayOf(random: () => number): { temperature: number; humidity: number }[] {
  const clock = new VirtualTime(Date.UTC(2026, 0, 1));
  const sensor = simulatedClimate({ temperature: 21, swing: 2, humidity: 45 })({ clock, random });
  return Array.from({ length: day / 60_000 }, () => {
    clock.advance(60_000);
    const sample = sensor.sample();
    return { temperature: Number(sample?.temperature), humidity: Number(sample?.humidity) };
  });
}

describe("the simulated climate", () => {
  it("stays plausible: near its mean, humidity between 0 and 100 %, two decimals", () => {
    for (const { temperature, humidity } of dayOf(chance())) {
      assert.ok(Math.abs(temperature - 21) < 5, `${temperature} °C`);
      assert.ok(humidity >= 0 && humidity <= 100, `${humidity} %`);
      assert.equal(Math.round(temperature * 100) / 100, temperature);
    }
  });

  it("is warmest in the afternoon and coldest at night", () => {
    // Without disturbance: a deviate of 0 comes of a cosine of 90°.
    const temperatures = dayOf(() => 0.25).map(({ temperature }) => temperature);
    const warmest = temperatures.indexOf(Math.max(...temperatures));
    const coldest = temperatures.indexOf(Math.min(...temperatures));
    assert.ok(Math.abs(warmest - 15 * 60) < 60, `warmest after ${warmest} minutes`);
    assert.ok(Math.abs(coldest - 3 * 60) < 60, `coldest after ${coldest} minutes`);
  });

  it("is drier when it is warmer", () => {
    const samples = dayOf(() => 0.25);
    const [first, ...others] = samples.sort((a, b) => a.temperature - b.temperature);
    assert.ok((first?.humidity ?? 0) > (others.at(-1)?.humidity ?? 100));
  });

  it("survives any number that chance may bring", () => {
    for (const number of [0, 0.5, 1 - 2 ** -53]) {
      for (const { temperature, humidity } of dayOf(() => number).slice(0, 10)) {
        assert.ok(Number.isFinite(temperature) && Number.isFinite(humidity));
      }
    }
  });
});
