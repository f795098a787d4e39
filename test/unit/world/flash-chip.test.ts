import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FlashChip } from "../../../host-sim/world/flash-chip.js";
import { FlashWriteError, PowerLost, type Tear } from "../../../host-sim/world/flash-fate.js";

/** Tears the second operation of a chip that holds 0xf0 in its first bytes; the second programs 0x3c there. */
function torn(tear: Tear, kind: "cut" | "error" | "silent", random = (): number => 0.5): FlashChip {
  const fate = ({ number }: { number: number }) => (number === 1 ? { kind, tear } : undefined);
  const chip = new FlashChip({ blockSize: 256, blocks: 2, fate, random });
  chip.program(0, new Uint8Array(4).fill(0xf0));
  const write = () => chip.program(0, new Uint8Array(4).fill(0x3c));
  if (kind === "cut") assert.throws(write, PowerLost);
  else if (kind === "error") assert.throws(write, FlashWriteError);
  else write();
  return chip;
}

describe("the flash chip", () => {
  it("cut in the middle of a program leaves every bit old or new, and nothing else changed", () => {
    const chip = torn("bits", "cut", Math.random);
    for (const byte of chip.memory.subarray(0, 4)) {
      // 0xf0 & 0x3c = 0x30: the upper two bits may have gone, the next two stay, the lower were gone before.
      assert.equal(byte & 0x3f, 0x30);
    }
    assert.ok(chip.memory.subarray(4).every((byte) => byte === 0xff));
  });

  it("cut before, in or after an operation has done none, the first bytes, or all of it", () => {
    assert.deepEqual([...torn("before", "cut").memory.subarray(0, 4)], [0xf0, 0xf0, 0xf0, 0xf0]);
    assert.deepEqual([...torn("prefix", "cut").memory.subarray(0, 4)], [0x30, 0x30, 0xf0, 0xf0]);
    assert.deepEqual([...torn("after", "cut").memory.subarray(0, 4)], [0x30, 0x30, 0x30, 0x30]);
  });

  it("does nothing more after a power cut, until the power is back", () => {
    const chip = torn("after", "cut");
    for (const use of [
      () => chip.read(0, new Uint8Array(1)),
      () => chip.program(0, Uint8Array.of(0)),
      () => chip.erase(0),
    ])
      assert.throws(use, PowerLost);
    chip.powerOn();
    chip.erase(0);
    assert.equal(chip.memory[0], 0xff);
  });

  it("says that a write failed, or keeps it to itself where it is worn out", () => {
    assert.equal(torn("before", "error").isOn, true);
    assert.equal(torn("before", "silent").memory[0], 0xf0);
  });

  it("counts erases, operations, bytes, and the time they took", () => {
    const fate = () => ({ kind: "slow", delay: 350 }) as const;
    const chip = new FlashChip({ blockSize: 256, blocks: 2, fate });
    chip.erase(1);
    chip.program(256, new Uint8Array(100));
    assert.deepEqual([...chip.eraseCounts], [0, 1]);
    assert.deepEqual([chip.operations, chip.programs, chip.programmedBytes], [2, 1, 100]);
    assert.equal(chip.busy, 50 + 0.8 + 2 * 350);
  });

  it("refuses sizes and memories that make no sense", () => {
    assert.throws(() => new FlashChip({ blockSize: 1000, blocks: 1 }), /power of two/);
    assert.throws(() => new FlashChip({ blocks: 0 }), /blocks 0/);
    assert.throws(
      () => new FlashChip({ blockSize: 256, blocks: 1, memory: new Uint8Array(1) }),
      /memory of 1/,
    );
  });
});
