import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LongText } from "../../../firmware/storage/long-text.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

function open(
  flash = new FakeFlash(),
  mostParts = 10,
): { flash: FakeFlash; text: LongText; lines: string[] } {
  const { log, lines } = fakeLog();
  return { flash, text: new LongText({ domain: flash, name: "layer", mostParts, log }), lines };
}

describe("a text longer than a value in flash", () => {
  it("survives a restart, whatever its length and its alphabet", () => {
    for (const length of [0, 1, 1299, 1300, 1301, 13_000]) {
      const { flash, text } = open();
      text.write("€".repeat(length));
      assert.equal(open(flash).text.read(), "€".repeat(length));
    }
  });

  it("is refused where it is too long, and the old one stays", () => {
    const { text } = open();
    text.write("old");
    assert.equal(text.longest, 13_000);
    assert.throws(() => text.write("x".repeat(13_001)), /13001 characters, and there is room for 13000/);
    assert.equal(text.read(), "old");
  });

  it("moves from slot to slot, so that the old one is there until the new one is whole", () => {
    const { flash, text } = open();
    text.write("one");
    text.write("two");
    flash.writeError = new Error("no room");
    assert.throws(() => text.write("three"), /no room/);
    assert.equal(text.read(), "two");
    assert.deepEqual([...flash.values.keys()].sort(), ["layer", "layer-b0"]);
  });

  it("counts as absent where it is damaged, which is said", () => {
    const { flash, text, lines } = open();
    text.write("x".repeat(3000));
    flash.write("layer-a1", "y");
    assert.equal(text.read(), undefined);
    assert.deepEqual(lines, ["error storage: layer is damaged and counts as absent"]);
  });

  it("is not read beyond its most parts", () => {
    const { flash, text } = open();
    text.write("x".repeat(5000));
    assert.equal(open(flash, 2).text.read(), undefined);
  });
});
