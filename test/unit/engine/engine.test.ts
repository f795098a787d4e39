import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { engines, type Run, type RunOptions, run } from "../../contract/bench.js";

const program = join(dirname(fileURLToPath(import.meta.url)), "programs/state");

for (const engine of engines) {
  describe(`a program on ${engine}`, () => {
    const start = (t: TestContext, part: string, more: Partial<RunOptions> = {}): Promise<Run> =>
      run(t, program, { engine, part, ...more });

    it("shares nothing with other devices, not even built-in objects", async (t) => {
      for (const device of [await start(t, "count"), await start(t, "count")]) {
        assert.deepEqual(await device.report(), [1, 1, 1]);
      }
    });

    it("has chance of its own, repeatable from a seed", async (t) => {
      const first: unknown[] = [];
      for (const seed of [undefined, undefined, [1, 2, 3, 4], [1, 2, 3, 4]]) {
        const device = await start(t, "random", seed === undefined ? {} : { seed });
        const [value, isInRange, different] = (await device.report()) as unknown[];
        assert.deepEqual([isInRange, different], [true, 1000]);
        first.push(value);
      }
      assert.notEqual(first[0], first[1]);
      assert.equal(first[2], first[3]);
    });

    it("sees nothing that a board has not", async (t) => {
      assert.deepEqual(await (await start(t, "globals")).report(), []);
    });

    it("has XS's conversions between text and bytes", async (t) => {
      const device = await start(t, "text");
      assert.deepEqual(await device.report(), ["ä€😀\0", "TypeError", true, 2]);
    });

    it("finds its configuration and its resources", async (t) => {
      const device = await start(t, "facts", {
        config: { name: "d1" },
        resources: { "ca.der": Uint8Array.of(1, 2, 3) },
      });
      assert.deepEqual(await device.report(), ["d1", false, true, true, [2, 3], 3, "URIError"]);
    });

    it("asks the host and gets its answers and its errors", async (t) => {
      const device = await start(t, "call", {
        call: (name, payload) => {
          if (name === "double") return 2 * (payload as { value: number }).value;
          if (name === "now") return Date.now();
          if (name === "nothing") return undefined;
          throw new Error(`unknown: ${name}`);
        },
      });
      const answers = [];
      for (let i = 0; i < 4; i++) answers.push(await device.report());
      assert.deepEqual(answers, [42, "Error", true, true]);
    });

    it("traces line by line", async (t) => {
      const device = await start(t, "trace");
      await device.report();
      assert.deepEqual(device.trace, ["one 2", "three four", "rest"]);
    });

    it("ends once, by close or by power cut", async (t) => {
      const closed = await start(t, "count");
      await closed.engine.close();
      closed.engine.cutPower();
      await closed.engine.close();
      assert.equal((await closed.exit()).kind, "closed");
      const cut = await start(t, "count");
      cut.engine.cutPower();
      await cut.engine.close();
      assert.equal((await cut.exit()).kind, "power cut");
      assert.equal(await cut.engine.heap(), undefined);
    });

    it("tells what lives on its heap where the engine can", async (t) => {
      const device = await start(t, "count");
      const heap = await device.engine.heap();
      if (engine === "node") assert.equal(heap, undefined);
      else assert.ok(heap !== undefined && heap.slots > 1000 && heap.chunkBytes > 1000);
      assert.deepEqual(await device.engine.heap(), heap);
    });
  });
}
