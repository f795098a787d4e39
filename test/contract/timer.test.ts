import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notOnSDK } from "../support/platform.js";
import { platforms, run } from "./bench.js";

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

/** What the SDK's timers for Linux do otherwise, by part. */
const otherwise: Readonly<Record<string, string>> = {
  order: "timers that are due together fire there in the order in which they were set",
  schedule: "scheduling a cleared timer is an error of another kind there",
  range: "delays are not checked there",
  jobs: "timers that are due together fire there before any promise job",
};

for (const engine of platforms) {
  describe(`timer on ${engine}`, () => {
    for (const [sentence, part, reported] of sentences) {
      const reason = otherwise[part];
      it(sentence, reason === undefined ? {} : notOnSDK(reason), async (t) => {
        const program = await run(t, "timer", { engine, part });
        assert.deepEqual(await program.report(), reported);
      });
    }
  });
}
