import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { engines, type Run, run } from "../../contract/bench.js";

const program = join(dirname(fileURLToPath(import.meta.url)), "programs/failing");
const lines = readFileSync(`${program}.ts`, "utf8").split("\n");

/** Where the program has its mark `// mark`. */
function positionOf(mark: string): string {
  return `test/unit/engine/programs/failing.ts:${lines.findIndex((line) => line.endsWith(`// ${mark}`)) + 1}`;
}

for (const engine of engines) {
  describe(`a program that fails on ${engine}`, () => {
    const start = (t: TestContext, part: string): Promise<Run> =>
      run(t, program, { engine, part, turnLimit: 300, heap: { chunkBytes: 200_000, slots: 20_000 } });

    it("is told with reason and position where it throws while loading", async (t) => {
      const { kind, reason, position } = await (await start(t, "loading")).exit();
      assert.deepEqual([kind, reason, position], ["crash", "Error: at start", positionOf("loading")]);
    });

    it("is told with reason and position where a callback throws", async (t) => {
      const { kind, reason, position } = await (await start(t, "callback")).exit();
      assert.deepEqual(
        [kind, reason, position],
        ["crash", "TypeError: in a callback", positionOf("callback")],
      );
    });

    for (const [part, reason] of [
      ["nothing", "undefined was thrown"],
      ["symbol", "Symbol(odd) was thrown"],
    ] as const) {
      it(`is told where what it throws is no error: ${reason}`, async (t) => {
        const exit = await (await start(t, part)).exit();
        assert.deepEqual(exit, { kind: "crash", reason });
      });
    }

    it("is told with its position where the stack overflows", async (t) => {
      const { kind, position } = await (await start(t, "overflow")).exit();
      assert.deepEqual([kind, position], ["stack overflow", positionOf("overflow")]);
    });

    it("is ended where it does not come to an end by itself", async (t) => {
      const { kind, position } = await (await start(t, "loop")).exit();
      assert.equal(kind, "endless loop");
      // Node cannot tell where it stopped a script.
      assert.equal(position, engine === "xs" ? positionOf("loop") : undefined);
    });

    it("does nothing any more after it has restarted the device", async (t) => {
      const running = await start(t, "restart");
      assert.equal((await running.exit()).kind, "restart");
      assert.deepEqual(running.left(), ["before"]);
    });

    // Node's test runner takes a rejection in its own process for a failure and breaks where a promise job is stopped: for Node these
    // stand in `processes.test.ts`. Where its memory runs out, V8 takes the whole process with it.
    if (engine === "node") return;

    it("goes on after a rejection that nobody handles, which is told", async (t) => {
      const running = await start(t, "rejection");
      assert.equal(await running.report(), "alive");
      assert.deepEqual(running.events, [
        { event: "unhandled-rejection", reason: "Error: nobody cares", position: positionOf("rejection") },
      ]);
    });

    it("is ended where a promise job of it does not come to an end", async (t) => {
      const { kind, position } = await (await start(t, "loopInJob")).exit();
      assert.deepEqual([kind, position], ["endless loop", positionOf("loopInJob")]);
    });

    it("is told with its position where memory runs out", async (t) => {
      const { kind, position } = await (await start(t, "memory")).exit();
      assert.deepEqual([kind, position], ["out of memory", positionOf("memory")]);
    });
  });
}
