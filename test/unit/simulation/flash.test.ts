import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keyValueFor } from "../../../host-sim/simulation/key-value.js";
import { Life, PowerLost } from "../../../host-sim/simulation/life.js";
import { OutboxFlash } from "../../../host-sim/simulation/outbox-flash.js";
import { type FlashMishap, PowerPoints } from "../../../host-sim/simulation/power-points.js";
import { RandomStream } from "../../../host-sim/simulation/random-stream.js";
import { WorldTime } from "../../../host-sim/simulation/world-time.js";

function bench() {
  const points = new PowerPoints();
  const life = new Life({ number: 1, bornAt: 0, onCrash: () => {} });
  const time = new WorldTime();
  const failures: string[] = [];
  const mishaps = { cut: () => life.end(), failed: () => void failures.push("failed") };
  const content = new Map<string, Map<string, string>>();
  const values = keyValueFor({ content, points, life, ...mishaps }).open({ path: "d", format: "string" });
  const flash = new OutboxFlash({ points, time, random: new RandomStream(1, "flash") });
  const region = flash.regionFor(life, mishaps);
  return { points, life, time, failures, content, values, flash, region };
}

describe("a mishap of the simulated flash", () => {
  const after: readonly (readonly [FlashMishap["kind"], string])[] = [
    ["before", "old"],
    ["during", "old"],
    ["after", "new"],
  ];
  for (const [kind, expected] of after) {
    it(`${kind} a write of the key-value store leaves the ${expected} value and no power`, () => {
      const { points, values, content, life } = bench();
      values.write("k", "old");
      points.arm({ kind, operation: 2 });
      values.write("other", "1");
      assert.throws(() => values.write("k", "new"), PowerLost);
      assert.equal(content.get("d")?.get("k"), expected);
      assert.equal(life.isAlive, false);
      assert.throws(() => values.read("k"), PowerLost, "the firmware gets nothing done any more");
    });
  }

  it("that fails an operation leaves the power on, and can be taken back", () => {
    const { points, region, values, failures } = bench();
    points.arm({ kind: "failed", operation: 1 })();
    region.erase(0);
    points.arm({ kind: "failed", operation: 1 });
    assert.throws(() => region.program(0, Uint8Array.of(1)));
    points.arm({ kind: "failed", operation: 1 });
    assert.throws(() => values.write("k", "v"));
    assert.deepEqual(failures, ["failed", "failed"]);
  });

  it("tears a program of the outbox's flash: every byte has only lost bits", () => {
    const { points, region, life, flash } = bench();
    points.arm({ kind: "during", operation: 1 });
    assert.throws(() => region.program(0, new Uint8Array(64).fill(0x0f)), PowerLost);
    assert.equal(life.isAlive, false);
    const next = new Life({ number: 2, bornAt: 0, onCrash: () => {} });
    const bytes = new Uint8Array(64);
    flash.regionFor(next, { cut: () => {}, failed: () => {} }).read(0, bytes);
    assert.ok(bytes.every((byte) => (byte & 0x0f) === 0x0f));
  });

  it("takes time: the processor waits for an erase, longer in the cold", () => {
    const { region, time, flash } = bench();
    region.erase(0);
    const warm = time.now;
    flash.slowness = 500;
    region.erase(1);
    assert.equal(time.now - warm, warm + 500);
  });

  it("rots erased space only", () => {
    const { region, flash } = bench();
    region.program(0, new Uint8Array(4096));
    for (let count = 0; count < 50; count++) flash.rot();
    const bytes = new Uint8Array(4096);
    region.read(0, bytes);
    assert.ok(bytes.every((byte) => byte === 0));
  });
});
