import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "../../../host-sim/engine/bundle.js";
import { watchEngine } from "../../../host-sim/engine/watchdog.js";
import { temporaryFolder } from "../../contract/bench.js";

const bundle = bundleProgram({ entry: fileURLToPath(new URL("programs/ending.ts", import.meta.url)) });

/** A run tells its reason and the memo that it found. */
function isSecond(value: unknown): boolean {
  return Array.isArray(value) && value[1] !== null;
}

for (const engine of ["xs", "node"] as const) {
  describe(`the run after one that ended, on ${engine}`, () => {
    for (const [end, reason] of [
      ["exception", "abort"],
      ["loop", "watchdog"],
      ["restart", "software"],
    ] as const) {
      it(`finds the reason "${reason}" and the memo after ${end}, and not after a power cut`, async (t) => {
        const runs = new EventEmitter<{ first: [unknown]; second: [unknown] }>();
        const second = once(runs, "second", { signal: AbortSignal.timeout(20_000) });
        const watched = await watchEngine({
          engine,
          bundle: await bundle,
          name: end,
          storageDir: temporaryFolder(t),
          config: { end },
          gaps: [1],
          turnLimit: 200,
          onTrace: () => undefined,
          onEvent: ({ value }) => runs.emit(isSecond(value) ? "second" : "first", value),
          onRestart: () => undefined,
        });
        t.after(() => watched.close());
        assert.deepEqual(await second, [[reason, "für nachher"]]);
        watched.cutPower();
        const again = once(runs, "second", { signal: AbortSignal.timeout(20_000) });
        await watched.powerOn();
        assert.deepEqual(await again, [[reason, "für nachher"]], "a run without a memo came before it");
      });
    }
  });
}
