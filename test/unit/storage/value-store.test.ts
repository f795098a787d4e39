import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { longestPersisted } from "../../../firmware/resources/check-declaration.js";
import { ValueStore } from "../../../firmware/storage/value-store.js";
import { FakeFlash } from "../../support/fake-flash.js";

describe("the value store", () => {
  it("keeps numbers, texts and truth values over a restart", () => {
    const flash = new FakeFlash();
    const store = new ValueStore({ domain: flash });
    for (const [alias, value] of [
      ["report_interval", 12.5],
      ["name", "Grüße"],
      ["led", false],
    ] as const) {
      store.write(alias, value);
      assert.equal(new ValueStore({ domain: flash }).read(alias), value);
    }
  });

  it("knows nothing of a resource that was never written", () => {
    assert.equal(new ValueStore({ domain: new FakeFlash() }).read("led"), undefined);
  });

  it("takes aliases of any length", () => {
    const store = new ValueStore({ domain: new FakeFlash() });
    store.write("a".repeat(64), 1);
    assert.equal(store.read("a".repeat(64)), 1);
  });

  it("takes the longest text that a declaration may keep, in any script", () => {
    const store = new ValueStore({ domain: new FakeFlash() });
    const text = "温".repeat(longestPersisted);
    store.write("a".repeat(64), text);
    assert.equal(store.read("a".repeat(64)), text);
  });

  it("takes a record that is damaged, or of another resource, for none", () => {
    const flash = new FakeFlash();
    const store = new ValueStore({ domain: flash });
    store.write("led", true);
    const [key = ""] = flash.written;
    for (const text of [
      "",
      "{",
      "null",
      "7",
      '{"value":true}',
      '{"alias":"pump","value":true}',
      '{"alias":"led","value":[]}',
    ]) {
      flash.values.set(key, text);
      assert.equal(store.read("led"), undefined, text);
    }
  });

  it("lets the error through where flash is full", () => {
    const flash = new FakeFlash();
    flash.writeError = new Error("no room");
    assert.throws(() => new ValueStore({ domain: flash }).write("led", true), /no room/);
  });
});
