import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readDocument, schema, writeDocument } from "../../../firmware/storage/document.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

describe("a stored document", () => {
  it("comes back as it was written, with its schema version", () => {
    const flash = new FakeFlash();
    const { log, lines } = fakeLog();
    writeDocument(flash, "settings", { port: 8883 });
    assert.deepEqual(readDocument(flash, "settings", log), { schema, port: 8883 });
    assert.deepEqual(lines, []);
  });

  it("is undefined, without a word, where there is none", () => {
    const { log, lines } = fakeLog();
    assert.equal(readDocument(new FakeFlash(), "settings", log), undefined);
    assert.deepEqual(lines, []);
  });

  it("goes into one value, so that a power cut leaves it old or new", () => {
    const flash = new FakeFlash();
    writeDocument(flash, "settings", { a: 1, b: "two", c: true });
    assert.deepEqual(flash.written, ["settings"]);
  });

  const damaged = [
    ["cut off", '{"schema":1,"por', "not JSON"],
    ["empty", "", "not JSON"],
    ["a list", "[1]", "not an object"],
    ["null", "null", "not an object"],
    ["a text", '"schema"', "not an object"],
    ["of no schema", "{}", "schema undefined, expected 1"],
    ["of a later schema", '{"schema":2}', "schema 2, expected 1"],
  ] as const;
  for (const [what, text, problem] of damaged) {
    it(`that is ${what} is set aside and reported, and counts as none`, () => {
      const flash = new FakeFlash();
      const { log, lines } = fakeLog();
      flash.values.set("settings", text);
      assert.equal(readDocument(flash, "settings", log), undefined);
      assert.deepEqual([...flash.values], [["settings-bad", text]]);
      assert.deepEqual(lines, [`error storage: settings is damaged (${problem}); set aside as settings-bad`]);
      assert.equal(readDocument(flash, "settings", log), undefined);
      assert.equal(lines.length, 1, "and is reported once");
    });
  }

  it("that is damaged counts as none also where flash has no room to set it aside", () => {
    const flash = new FakeFlash();
    const { log, lines } = fakeLog();
    flash.values.set("settings", "{");
    flash.writeError = new Error("no room");
    assert.equal(readDocument(flash, "settings", log), undefined);
    assert.equal(flash.values.get("settings"), "{", "it is not thrown away");
    assert.match(lines.join("\n"), /settings is damaged \(not JSON\).*no room/);
  });
});
