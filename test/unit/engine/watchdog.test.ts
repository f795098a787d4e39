import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "../../../host-sim/engine/bundle.js";
import {
  type Restart,
  type WatchdogOptions,
  type WatchedEngine,
  watchEngine,
} from "../../../host-sim/engine/watchdog.js";
import { engines, temporaryFolder } from "../../contract/bench.js";

const entry = join(dirname(fileURLToPath(import.meta.url)), "programs/failing.ts");
const bundle = bundleProgram({ entry });

for (const engine of engines) {
  describe(`a watchdog on ${engine}`, () => {
    /** Watches one part of the program; `restarts` and `reports` emit what comes. */
    async function watch(t: TestContext, part: string, more: Partial<WatchdogOptions> = {}) {
      const events = new EventEmitter<{ restart: [Restart]; report: [unknown] }>();
      const restarts: Restart[] = [];
      let reports = 0;
      const watched: WatchedEngine = await watchEngine({
        engine,
        bundle: await bundle,
        name: part,
        storageDir: temporaryFolder(t),
        config: { part },
        gaps: [1, 2, 3],
        onTrace: () => {},
        onEvent: ({ value }) => {
          reports++;
          events.emit("report", value);
        },
        onRestart: (restart) => {
          restarts.push(restart);
          events.emit("restart", restart);
        },
        ...more,
      });
      t.after(() => watched.close());
      const signal = AbortSignal.timeout(10_000);
      return {
        watched,
        restarts,
        reports: () => reports,
        next: (name: "restart" | "report") => once(events, name, { signal }),
      };
    }

    it("restarts a device that fails, in growing gaps", async (t) => {
      const { restarts, next } = await watch(t, "loading");
      while (restarts.length < 5) await next("restart");
      assert.deepEqual(
        restarts.slice(0, 5).map(({ delay, attempt }) => [attempt, delay]),
        [
          [1, 1],
          [2, 2],
          [3, 3],
          [4, 3],
          [5, 3],
        ],
      );
      assert.equal(restarts[0]?.exit.reason, "Error: at start");
    });

    it("starts counting anew after a device ran well", async (t) => {
      const { restarts, next } = await watch(t, "callback", { stable: 0 });
      while (restarts.length < 3) await next("restart");
      assert.deepEqual(
        restarts.slice(0, 3).map(({ attempt }) => attempt),
        [1, 1, 1],
      );
    });

    it("leaves a device off until the power is back", async (t) => {
      const { watched, restarts, reports, next } = await watch(t, "alive");
      watched.cutPower();
      assert.equal(reports(), 1);
      const back = next("report");
      await watched.powerOn();
      await back;
      await watched.powerOn();
      assert.equal(reports(), 2);
      assert.deepEqual(restarts, []);
    });

    it("restarts nothing after close", async (t) => {
      const { watched, restarts, next } = await watch(t, "loading", { gaps: [50] });
      while (restarts.length < 1) await next("restart");
      const seen = restarts.length;
      await watched.close();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(restarts.length, seen);
    });
  });
}
