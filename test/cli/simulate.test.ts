import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bowline } from "../support/bowline.js";

describe("bowline simulate", () => {
  it("tells for each seed what it lived through, one JSON object", async () => {
    const { code, stdout } = await bowline([
      "simulate",
      "--seed",
      "2",
      "--seeds",
      "2",
      "--years",
      "0.01",
      "--json",
    ]);
    assert.equal(code, 0);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const simulated = events.filter(({ event }) => event === "simulated");
    assert.deepEqual(
      simulated.map(({ seed, passed, days }) => ({ seed, passed, days })),
      [
        { seed: 2, passed: true, days: 4 },
        { seed: 3, passed: true, days: 4 },
      ],
    );
    for (const { hash, yearsPerMinute } of simulated) {
      assert.match(String(hash), /^[0-9a-f]{16}$/);
      assert.ok(Number(yearsPerMinute) > 0);
    }
  });

  it("lets only the faults happen that are named, from the hour that is named", async () => {
    const { code, stdout } = await bowline([
      ...["simulate", "--seed", "2", "--years", "0.01", "--from-hour", "24", "--only", "none", "--json"],
    ]);
    assert.equal(code, 0);
    const last = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
    assert.deepEqual([last.event, last.faults, last.starts], ["simulated", 0, 1]);
  });

  for (const [mistake, args] of [
    ["a seed that is none", ["--seed", "-1"]],
    ["no time at all", ["--years", "0"]],
    ["faults that are no numbers", ["--only", "1,x"]],
  ] as const) {
    it(`answers ${mistake} with one line and exit code 2`, async () => {
      const { code, stderr } = await bowline(["simulate", ...args]);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(args[0]));
    });
  }
});
