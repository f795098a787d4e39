import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { tokenFrom } from "../../../../firmware/cloud/connector/credentials.js";

const token = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

describe("the answer to an activation", () => {
  for (const text of [token, "0123456789abcdef0123456789abcdef01234567", "Z".repeat(40)]) {
    it(`${text} is a token (CN-PROV-2)`, () => {
      assert.equal(tokenFrom(ArrayBuffer.fromString(text))?.reveal(), text);
    });
  }

  const others = {
    nothing: "",
    "a character short": token.slice(1),
    "a character long": `${token}a`,
    "a token with a line break": `${token.slice(1)}\n`,
    "a token with a zero": `${token.slice(1)}\0`,
    "a token with a sign": `${token.slice(1)}-`,
    "40 bytes of 20 letters": "é".repeat(20),
    "an error in JSON": JSON.stringify({ error: "x".repeat(28) }),
  };
  for (const [what, text] of Object.entries(others)) {
    it(`is no token where it is ${what}: storing it would lock the device out (CN-PROV-7)`, () => {
      assert.equal(tokenFrom(ArrayBuffer.fromString(text)), undefined);
    });
  }

  it("is no token where it is not even text", () => {
    assert.equal(tokenFrom(new Uint8Array(40).fill(0xff).buffer), undefined);
  });
});
