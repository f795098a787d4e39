import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "../../host-sim/engine/bundle.js";
import { substituted } from "../../host-sim/simulation/program.js";
import { defects } from "./defects/table.js";
import { hunt } from "./hunt.js";

/** Found within a second or two each; the nightly run hunts for all of them. */
const quick: Readonly<Record<string, { readonly seed: number; readonly days: number }>> = {
  "uneven-wear": { seed: 3, days: 25 },
  "losses-untold": { seed: 3, days: 25 },
  "whole-hours": { seed: 3, days: 2 },
  "token-in-log": { seed: 3, days: 2 },
};

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

describe("the deliberate defects", () => {
  it("are thirty or more, each with a name of its own", () => {
    assert.ok(defects.length >= 30, `${defects.length} defects`);
    assert.equal(new Set(defects.map(({ name }) => name)).size, defects.length);
  });

  it("still fit the source", () => {
    for (const { substitutions } of defects) {
      for (const each of substitutions) {
        assert.notEqual(substituted(read(each.file), each), read(each.file));
      }
    }
  });

  it("stand in the document, all of them found", () => {
    const table = read("docs/simulation.md");
    for (const { name, story } of defects) {
      const line = table.split("\n").find((each) => each.startsWith(`| ${name} | ${story} | `));
      assert.ok(
        line !== undefined,
        `${name} is not in docs/simulation.md: test/simulation/campaign.ts writes it`,
      );
      assert.doesNotMatch(line, /not found/);
    }
  });

  for (const [name, { seed, days }] of Object.entries(quick)) {
    it(`are found: ${name} by seed ${seed} within ${days} days`, async () => {
      const defect = defects.find((each) => each.name === name);
      assert.ok(defect !== undefined);
      assert.notEqual(await hunt(defect, { seeds: [seed], days }), undefined);
    });
  }
});
