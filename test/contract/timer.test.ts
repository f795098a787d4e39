import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines, run } from "./bench.js";

/** What part of the program reports, sentence by sentence. */
const sentences: readonly (readonly [sentence: string, part: string, reported: unknown])[] = [
  ["never calls back inside set", "later", false],
  ["fires by deadline, and by age where deadlines are equal", "order", ["0", "10", "30 first", "30 second"]],
  ["never fires a cleared timer, and clears anything that is none any more", "clear", ["done"]],
  ["does not fire a timer that another of the same deadline clears", "clearFromCallback", ["first"]],
  ["repeats until cleared", "repeat", 3],
  ["repeats after a first delay", "setWithRepeat", 3],
  ["schedules a waiting timer anew, and no other", "schedule", ["fixed", "moved", "Error"]],
  ["refuses delays that the ESP32 cannot count", "range", ["RangeError", "RangeError", "RangeError"]],
  ["runs promise jobs before the next callback", "jobs", ["a", "job of a", "b", "job of b"]],
  ["leaves properties on a timer to the program", "properties", "kept"],
];

for (const engine of engines) {
  describe(`timer on ${engine}`, () => {
    for (const [sentence, part, reported] of sentences) {
      it(sentence, async (t) => {
        const program = await run(t, "timer", { engine, part });
        assert.deepEqual(await program.report(), reported);
      });
    }
  });
}
