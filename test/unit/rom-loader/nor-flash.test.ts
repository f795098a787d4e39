import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NorFlash, sectorSize } from "../../../host-sim/emulators/rom-loader/nor-flash.js";

const sizeBytes = 0x4_0000;

describe("the flash of an emulated board", () => {
  it("is erased when it is new, and its id names its size", () => {
    const flash = new NorFlash({ sizeBytes: 0x40_0000 });
    assert.ok(flash.read(0, flash.size).every((byte) => byte === 0xff));
    assert.equal(flash.id >> 16, 0x16);
  });

  it("only clears bits where it is programmed", () => {
    const flash = new NorFlash({ sizeBytes });
    flash.program(5, Uint8Array.of(0xf0));
    flash.program(5, Uint8Array.of(0x3c));
    assert.deepEqual([...flash.read(4, 3)], [0xff, 0x30, 0xff]);
  });

  it("sets all bits of the sectors that an erased range touches, and no others", () => {
    const flash = new NorFlash({ sizeBytes, contents: new Uint8Array(4 * sectorSize) });
    flash.erase(sectorSize + 1, sectorSize);
    const state = Array.from({ length: 4 }, (_, i) => flash.read(i * sectorSize, 1)[0]);
    assert.deepEqual(state, [0, 0xff, 0xff, 0]);
  });

  it("has an end", () => {
    const flash = new NorFlash({ sizeBytes });
    assert.throws(() => flash.program(sizeBytes - 1, Uint8Array.of(1, 2)), RangeError);
    assert.throws(() => flash.read(-1, 1), RangeError);
    assert.throws(() => new NorFlash({ sizeBytes: 1_000_000 }), /power of two/);
  });
});
