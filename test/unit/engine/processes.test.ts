import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const script = join(dirname(fileURLToPath(import.meta.url)), "alone.ts");

interface Alone {
  readonly child: ChildProcess;
  /** The next line that has this property. */
  line(property: string): Promise<Record<string, unknown>>;
}

function start(t: TestContext, engine: string, part: string): Alone {
  const child = spawn(process.execPath, ["--import", "tsx", script, engine, part], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  t.after(() => child.kill());
  const lines: Interface = createInterface(child.stdout as NodeJS.ReadableStream);
  const seen: Record<string, unknown>[] = [];
  lines.on("line", (line) => seen.push(JSON.parse(line) as Record<string, unknown>));
  return {
    child,
    async line(property) {
      const signal = AbortSignal.timeout(20_000);
      for (;;) {
        const found = seen.find((line) => property in line);
        if (found !== undefined) return found;
        await once(lines, "line", { signal });
      }
    },
  };
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await wait(50);
  }
  return false;
}

describe("an XS worker", () => {
  for (const part of ["alive", "loop"]) {
    it(`does not survive the process that started it (${part})`, async (t) => {
      const { child, line } = start(t, "xs", part);
      const { pid } = await line("pid");
      child.kill("SIGKILL");
      await once(child, "exit");
      assert.ok(await isGone(Number(pid)));
    });
  }

  it("that is killed from outside is told as a crash", async (t) => {
    const { line } = start(t, "xs", "alive");
    const { pid } = await line("pid");
    process.kill(Number(pid), "SIGKILL");
    const exit = await line("kind");
    assert.equal(exit.kind, "crash");
    assert.match(String(exit.reason), /SIGKILL/);
  });
});

describe("a program inside a Node process", () => {
  it("goes on after a rejection that nobody handles, which is told", async (t) => {
    const { line } = start(t, "node", "rejection");
    assert.match(String((await line("position")).position), /failing\.ts:\d+$/);
    assert.deepEqual(await line("value"), { event: "report", value: "alive" });
  });

  it("is ended where a promise job does not come to an end", async (t) => {
    const { line } = start(t, "node", "loopInJob");
    assert.equal((await line("kind")).kind, "endless loop");
  });
});
