import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endingIn } from "../../../manifests/platform/lin/ending.js";

describe("the word that a run in the SDK's simulator leaves for the next", () => {
  it("tells the reason and the memo", () => {
    assert.deepEqual(endingIn('{"reason":"abort","memo":"1 0"}'), { reason: "abort", memo: "1 0" });
    assert.deepEqual(endingIn('{"reason":"software"}'), { reason: "software" });
  });

  it("counts as none where it is missing, damaged or of another kind: a simulator that reads it must start", () => {
    const damaged = [undefined, "", '{"reason":"abo', "null", "[]", "7", '{"reason":"lunch"}', "\0\0\0"];
    for (const text of damaged) assert.deepEqual(endingIn(text), { reason: "power-on" }, text);
    assert.deepEqual(endingIn('{"reason":"abort","memo":7}'), { reason: "abort" });
  });
});
