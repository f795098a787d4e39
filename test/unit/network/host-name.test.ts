import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { hostNameOf } from "../../../firmware/network/host-name.js";
import { acceptedSetting } from "../../../firmware/storage/settings.js";

describe("a host name made of an identity", () => {
  it("has what stands for the rest, and never a hyphen at an end", () => {
    assert.equal(hostNameOf("AA:BB:0C"), "AA-BB-0C");
    assert.equal(hostNameOf("_pump.._7 "), "pump-7");
    assert.equal(hostNameOf(`${"x".repeat(31)}:y`), "x".repeat(31));
    assert.equal(hostNameOf("::"), "bowline");
  });

  it("is one that the setting takes, whatever the identity is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 70 }), (identity) => {
        const name = hostNameOf(identity);
        assert.notEqual(name, "");
        assert.equal(acceptedSetting("hostname", name), name);
      }),
    );
  });
});
