import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SlipReader, slipEncode } from "../../../host-sim/emulators/rom-loader/slip.js";

function framesIn(...chunks: readonly (readonly number[])[]): number[][] {
  const frames: number[][] = [];
  const reader = new SlipReader({ onFrame: (frame) => frames.push([...frame]) });
  for (const chunk of chunks) reader.receive(Uint8Array.from(chunk));
  return frames;
}

describe("frames on the line of the ROM loader (RFC 1055)", () => {
  it("come out as they went in, whatever they hold and however they are cut", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(80), (content, cut) => {
        const line = [...slipEncode(content)];
        assert.deepEqual(framesIn(line.slice(0, cut), line.slice(cut)), [[...content]]);
      }),
    );
  });

  it("escape the two bytes that mean something", () => {
    assert.deepEqual([...slipEncode(Uint8Array.of(0xc0, 0xdb))], [0xc0, 0xdb, 0xdc, 0xdb, 0xdd, 0xc0]);
  });

  it("are found behind noise, and behind a frame whose end was lost", () => {
    assert.deepEqual(framesIn([0x65, 0x74, 0x73, 0xc0, 1, 2, 0xc0, 3, 0xc0]), [[1, 2], [3]]);
  });

  it("are dropped where an escape makes no sense", () => {
    assert.deepEqual(framesIn([0xc0, 1, 0xdb, 0x20, 2, 0xc0, 3, 0xc0]), [[3]]);
  });

  it("are dropped where they have no end, and the next one is read", () => {
    assert.deepEqual(framesIn([0xc0, ...Array.from({ length: 0x8001 }, () => 7)], [0xc0, 9, 0xc0]), [[9]]);
  });
});
