import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startProgram } from "./support/program-run.js";

/** What the program `random` tells of one run. */
async function run(state: string): Promise<Record<string, string>> {
  const simulator = await startProgram({ program: "random", state });
  try {
    return (await simulator.events.next("random")) as unknown as Record<string, string>;
  } finally {
    await simulator.stop();
  }
}

test("TLS draws other numbers in every run, after every seeding, and so do passwords", async (t) => {
  const state = mkdtempSync(join(tmpdir(), "bowline-sdk-"));
  t.after(() => rmSync(state, { recursive: true, force: true }));
  const first = await run(state);
  const second = await run(state);
  assert.equal(
    first.unseeded,
    second.unseeded,
    "left alone the generator begins alike: the reason for the seed",
  );
  const drawn = [first, second].flatMap(({ seeded, again, entropy }) => [seeded, again, entropy]);
  assert.equal(new Set([...drawn, first.unseeded]).size, 7);
  for (const bytes of drawn) assert.match(String(bytes), /^[0-9a-f]{64}$/);
});
