import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { format, inspect } from "node:util";
import { Secret } from "../../../firmware/storage/secret.js";

const text = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

describe("a secret", () => {
  const secret = new Secret(text);

  it("is handed out by reveal", () => {
    assert.equal(secret.reveal(), text);
  });

  it("prints as *** wherever it becomes text", () => {
    assert.equal(String(secret), "***");
    assert.equal(`${secret}`, "***");
    assert.equal([secret].join(), "***");
  });

  it("is *** in JSON, however deep it lies", () => {
    assert.equal(JSON.stringify(secret), '"***"');
    assert.equal(JSON.stringify({ a: [{ token: secret }] }), '{"a":[{"token":"***"}]}');
  });

  it("does not show in a copy, an inspection or its keys", () => {
    for (const shown of [inspect(secret, { showHidden: true }), format("%o %j", secret, secret)]) {
      assert.ok(!shown.includes(text), shown);
    }
    assert.deepEqual(Object.values({ ...secret }), []);
    assert.deepEqual(Object.getOwnPropertyNames(secret), []);
  });
});
