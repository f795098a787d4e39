import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { compressedBlocks } from "../../../../tools/work/flash/compressed-blocks.js";

describe("a file that is sent compressed", () => {
  it("is whole behind its last block, and each block says how much of the file it adds", () => {
    const file = fc
      .array(fc.tuple(fc.nat(255), fc.nat(300)), { maxLength: 60 })
      .map((runs) =>
        Uint8Array.from(runs.flatMap(([byte, length]) => Array.from({ length }, (_, i) => byte ^ (i % 7)))),
      );
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 200 }), (plain, blockSize) => {
        const { compressedSize, blocks } = compressedBlocks(plain, blockSize);
        const sent = Buffer.concat(blocks.map(({ bytes }) => bytes));
        assert.equal(sent.length, compressedSize);
        assert.ok(blocks.every(({ bytes }) => bytes.length <= blockSize));
        assert.deepEqual(new Uint8Array(inflateSync(sent)), plain);
        assert.equal(
          blocks.reduce((sum, { plainSize }) => sum + plainSize, 0),
          plain.length,
        );
      }),
      { numRuns: 50 },
    );
  });
});
