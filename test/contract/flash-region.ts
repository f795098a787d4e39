import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import type { FlashRegion } from "../../firmware/ports/flash.js";

/** What every `FlashRegion` promises; `open` gives one that is erased, with two blocks or more. */
export function flashRegionSuite(open: (t: TestContext) => FlashRegion): void {
  const byte = (region: FlashRegion, offset: number): number | undefined => {
    const into = new Uint8Array(1);
    region.read(offset, into);
    return into[0];
  };

  it("is all ones where nothing was written", (t) => {
    const region = open(t);
    const into = new Uint8Array(region.blockSize);
    region.read(region.blockSize * (region.blocks - 1), into);
    assert.ok(into.every((each) => each === 0xff));
  });

  it("only clears bits when it programs", (t) => {
    const region = open(t);
    region.program(5, Uint8Array.of(0xf0, 0x0f));
    region.program(5, Uint8Array.of(0x3c, 0xff));
    assert.deepEqual(
      [4, 5, 6, 7].map((at) => byte(region, at)),
      [0xff, 0x30, 0x0f, 0xff],
    );
  });

  it("programs across the border of two blocks, and at odd places", (t) => {
    const region = open(t);
    const at = region.blockSize - 3;
    region.program(at, Uint8Array.of(1, 2, 3, 4, 5));
    const into = new Uint8Array(7);
    region.read(at - 1, into);
    assert.deepEqual([...into], [0xff, 1, 2, 3, 4, 5, 0xff]);
  });

  it("programs what a view shows and nothing beside it", (t) => {
    const region = open(t);
    region.program(0, new Uint8Array(16).subarray(4, 6));
    assert.deepEqual(
      [0, 1, 2].map((at) => byte(region, at)),
      [0, 0, 0xff],
    );
  });

  it("erases one block and no other", (t) => {
    const region = open(t);
    region.program(region.blockSize - 1, Uint8Array.of(0, 0));
    region.erase(1);
    assert.deepEqual([byte(region, region.blockSize - 1), byte(region, region.blockSize)], [0, 0xff]);
  });

  it("has blocks of a power of two, and at least two", (t) => {
    const region = open(t);
    assert.ok(Number.isInteger(Math.log2(region.blockSize)) && region.blocks >= 2);
  });

  it("throws where an argument lies outside", (t) => {
    const region = open(t);
    const end = region.blockSize * region.blocks;
    for (const use of [
      () => region.read(end - 1, new Uint8Array(2)),
      () => region.read(-1, new Uint8Array(1)),
      () => region.program(end, Uint8Array.of(0)),
      () => region.erase(region.blocks),
      () => region.erase(-1),
    ])
      assert.throws(use);
  });
}
