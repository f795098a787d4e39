import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { CutMoment } from "../../host-sim/world/power-cut.js";
import { notOnSDK } from "../support/platform.js";
import { platforms, run, temporaryFolder } from "./bench.js";

/** What a key holds after the power failed at each moment of the write that changes it from old to new. */
const cuts: Readonly<Record<CutMoment, string>> = {
  before: "old",
  torn: "old",
  unrenamed: "old",
  after: "new",
};

const texts = notOnSDK("the firmware stores texts, and the module for Linux nothing else");
const otherFiles = notOnSDK("each value has a file of its own there, replaced whole");

for (const engine of platforms) {
  describe(`key-value storage on ${engine}`, () => {
    it("reads undefined where nothing was written", async (t) => {
      const program = await run(t, "key-value", { engine, part: "absent" });
      assert.equal(await program.report(), true);
    });

    it("keeps text, lists keys, deletes them", async (t) => {
      const program = await run(t, "key-value", { engine, part: "roundTrip" });
      const [first, second, keys] = (await program.report()) as [string, string, string[]];
      // In which order they are listed nobody promises.
      assert.deepEqual([first, second, keys.sort()], ["ä€😀", "", ["key", "other"]]);
      assert.deepEqual(await program.report(), ["other"]);
    });

    it("keeps values while the device is off", async (t) => {
      const options = { engine, part: "overwrite", storageDir: temporaryFolder(t) };
      const first = await run(t, "key-value", { ...options, config: { value: "old" } });
      assert.deepEqual([await first.report(), await first.report()], ["nothing", "old"]);
      first.engine.cutPower();
      const second = await run(t, "key-value", { ...options, config: { value: "new" } });
      assert.deepEqual([await second.report(), await second.report()], ["old", "new"]);
    });

    it("keeps domains apart", async (t) => {
      const program = await run(t, "key-value", { engine, part: "domains" });
      assert.equal(await program.report(), "1");
    });

    it("holds to the limits of the ESP32's flash", async (t) => {
      const program = await run(t, "key-value", { engine, part: "limits" });
      assert.deepEqual(await program.report(), Array(6).fill("RangeError"));
    });

    it("writes nothing in a domain that was opened for reading", async (t) => {
      const program = await run(t, "key-value", { engine, part: "modes" });
      assert.deepEqual(await program.report(), ["Error", "value", "Error", "Error"]);
    });

    it("keeps buffers, and refuses a value in another format", texts, async (t) => {
      const program = await run(t, "key-value", { engine, part: "formats" });
      assert.deepEqual(await program.report(), [[0, 128, 255], true, "TypeError", "RangeError", "TypeError"]);
    });

    it("throws on every call but close after close", async (t) => {
      const program = await run(t, "key-value", { engine, part: "closed" });
      assert.deepEqual(await program.report(), ["Error", "Error", "Error", "Error"]);
    });

    for (const [moment, value] of Object.entries(cuts)) {
      it(`holds the ${value} value after a power cut ${moment} a write`, async (t) => {
        const options = { engine, part: "overwrite", storageDir: temporaryFolder(t) };
        const first = await run(t, "key-value", { ...options, config: { value: "old" } });
        await first.report();
        await first.report();
        await first.engine.close();
        const powerCut = { write: 1, moment: moment as CutMoment };
        const second = await run(t, "key-value", { ...options, config: { value: "new" }, powerCut });
        assert.equal((await second.exit()).kind, "power cut");
        const third = await run(t, "key-value", { ...options, config: { value: "newest" } });
        assert.deepEqual([await third.report(), await third.report()], [value, "newest"]);
        assert.deepEqual(third.events, []);
      });
    }

    for (const content of ['{"key": "val', '{"key": 5}', "[]", ""]) {
      it(`sets a file that holds ${content || "nothing"} aside and starts empty`, otherFiles, async (t) => {
        const storageDir = temporaryFolder(t);
        const file = join(storageDir, "test.json");
        writeFileSync(file, content);
        const program = await run(t, "key-value", {
          engine,
          part: "overwrite",
          storageDir,
          config: { value: "new" },
        });
        assert.deepEqual([await program.report(), await program.report()], ["nothing", "new"]);
        const [event] = program.events;
        assert.equal(event?.event, "storage-corrupt");
        assert.equal(event?.file, file);
        assert.equal(readFileSync(String(event?.kept), "utf8"), content);
        assert.equal(readdirSync(storageDir).length, 2);
      });
    }
  });
}
