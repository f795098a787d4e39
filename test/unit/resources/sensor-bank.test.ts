import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SensorBank } from "../../../firmware/resources/sensor-bank.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** One sensor `s` that opens once `isThere`; looked at once a second. */
function rig() {
  const time = new VirtualTime();
  const { log, lines } = fakeLog();
  const state = { isThere: false, tries: [] as number[] };
  const bank = new SensorBank({
    sensors: {
      s: () => {
        state.tries.push(time.uptime() / 1000);
        if (!state.isThere) throw new Error("nobody answers");
        return { sample: () => ({ t: 20 }) };
      },
    },
    world: { clock: time, random: () => 0 },
    log,
  });
  bank.open("s");
  const look = (seconds: number): unknown => {
    let sample: unknown;
    for (let i = 0; i < seconds; i++) {
      time.advance(1000);
      sample = bank.sample("s");
    }
    return sample;
  };
  return { bank, state, lines, look };
}

describe("a sensor that cannot be opened", () => {
  it("is opened when it is there, without a restart", () => {
    const { state, lines, look } = rig();
    assert.equal(look(5), undefined);
    state.isThere = true;
    assert.deepEqual(look(10), { t: 20 });
    assert.deepEqual(lines, [
      "error sensor: s: could not be opened: Error: nobody answers",
      "info sensor: s: opened",
    ]);
  });

  it("is tried in growing pauses, ten minutes at most, and told once", () => {
    const { state, lines, look } = rig();
    look(3600);
    const pauses = state.tries.slice(1).map((time, i) => time - (state.tries[i] ?? 0));
    assert.deepEqual(pauses, [10, 20, 40, 80, 160, 320, 600, 600, 600, 600]);
    assert.equal(lines.length, 1);
  });

  it("is opened once however many ask for it", () => {
    const { bank, state } = rig();
    bank.open("s");
    assert.equal(state.tries.length, 1);
  });
});
