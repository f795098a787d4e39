import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fromBase64, toBase64 } from "../../../firmware/storage/base64.js";

describe("base64", () => {
  it("is what everybody else takes for base64", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
      }),
    );
  });

  it("gives the bytes back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        assert.deepEqual(fromBase64(toBase64(bytes)), Uint8Array.from(bytes));
      }),
    );
  });

  it("takes nothing that is cut off or holds another character", () => {
    for (const text of ["A", "AAA", "AA*A", "A===", "=AAA", "AA=A", "AAAA\n"])
      assert.equal(fromBase64(text), undefined, text);
  });
});
