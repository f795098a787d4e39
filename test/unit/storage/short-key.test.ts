import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { shortKey } from "../../../firmware/storage/short-key.js";

describe("a short key", () => {
  it("is the FNV-1a hash in hex, the same on every engine and in every version", () => {
    assert.equal(shortKey(""), "811c9dc5");
    assert.equal(shortKey("a"), "e40c292c");
    assert.equal(shortKey("foobar"), "bf9cf968");
  });

  it("has eight hex digits, whatever the name", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => /^[0-9a-f]{8}$/.test(shortKey(name))));
  });
});
