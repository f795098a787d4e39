import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { accessSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryFolder } from "../../contract/bench.js";

const script = join(dirname(fileURLToPath(import.meta.url)), "alone.ts");

/** Where a tool of this computer is. */
function find(tool: string): string {
  const places = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, tool));
  const place = places.find((path) => {
    try {
      accessSync(path);
      return true;
    } catch {
      return false;
    }
  });
  if (place === undefined) throw new Error(`${tool} is not installed here`);
  return place;
}

/** What a fresh user with these tools and no others reads when a device is started. */
async function complaint(home: string, tools: readonly string[]): Promise<string> {
  const path = join(home, "tools");
  mkdirSync(path);
  for (const tool of tools) symlinkSync(find(tool), join(path, tool));
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", script, "xs", "alive"], {
    env: { PATH: path, HOME: home },
    timeout: 30_000,
  });
  return run.then(
    () => "",
    (error: { stderr: string }) => error.stderr,
  );
}

describe("building the XS engine", () => {
  for (const [missing, tools] of [
    ["make", []],
    ["cc", ["make", "mkdir"]],
  ] as const) {
    it(`says that ${missing} is missing, how to get it, and what to do without`, async (t) => {
      const text = await complaint(temporaryFolder(t), tools);
      assert.match(
        text,
        new RegExp(`EngineUnavailable: the XS engine cannot be built: ${missing} is not installed;`),
      );
      assert.match(text, /install a C compiler and make \(.*build-essential.*\), or run with --engine node/);
    });
  }
});
