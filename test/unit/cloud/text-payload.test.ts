import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Text, TextPayload } from "../../../firmware/cloud/text-payload.js";

/** All of it, taken in pieces of so many bytes at most. */
function taken(text: Text, room: number): { bytes: Buffer; longest: number } {
  const payload = new TextPayload(text);
  const parts: Uint8Array[] = [];
  while (payload.left > 0) parts.push(payload.take(room).slice());
  return { bytes: Buffer.concat(parts), longest: Math.max(0, ...parts.map(({ byteLength }) => byteLength)) };
}

describe("a payload that is encoded piece by piece", () => {
  it("is the text in UTF-8, whatever the text and the room", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 }).map((part) => part.repeat(120));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5000 }), (whole, room) => {
        const expected = Buffer.from(whole);
        assert.equal(new TextPayload(whole).byteLength, expected.byteLength);
        assert.deepEqual(taken(whole, room).bytes, expected);
      }),
    );
  });

  it("escapes what stands between the quotation marks of JSON, piece by piece", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 }).map((part) => part.repeat(120));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5000 }), (value, room) => {
        const payload = taken(['["', { json: value }, '"]'], room).bytes.toString();
        assert.deepEqual(JSON.parse(payload), [value]);
      }),
    );
  });

  it("does not cut a character of two halves where a piece ends", () => {
    for (const before of [1022, 1023, 1024]) {
      const text = `${"x".repeat(before)}😀${"y".repeat(2000)}`;
      assert.equal(taken(text, 10_000).bytes.toString(), text);
    }
  });

  it("never holds more than a piece, however long the text is", () => {
    const { bytes, longest } = taken("€".repeat(349_525), Infinity);
    assert.equal(bytes.byteLength, 1_048_575);
    assert.ok(longest <= 3072, `${longest} bytes at once`);
  });

  it("of no text is through at once", () => {
    const payload = new TextPayload("");
    assert.equal(payload.left, 0);
    assert.equal(payload.take(100).byteLength, 0);
  });
});
