import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SHA256 } from "../../../firmware/content/sha256.js";

function hash(...parts: Uint8Array[]): string {
  const digest = new SHA256();
  for (const part of parts) digest.write(part);
  return Buffer.from(digest.close()).toString("hex");
}

describe("SHA-256", () => {
  it("gives the examples of FIPS 180-4", () => {
    assert.equal(hash(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert.equal(
      hash(Buffer.from("abc")),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  it("is what everybody else computes, whatever the length and the pieces", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        const expected = createHash("sha256").update(bytes).digest("hex");
        assert.equal(hash(bytes.subarray(0, cut), bytes.subarray(cut)), expected);
      }),
    );
  });
});
