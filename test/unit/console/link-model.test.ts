import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { campaignSize } from "../../support/campaign-size.js";
import { type LinkRun, runUpload } from "../../support/link-run.js";
import { seededRandom } from "../../support/seeded-random.js";

const sizeBytes = 2048;

async function campaign(errorRate: number, runs: number): Promise<LinkRun[]> {
  const results: LinkRun[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const random = seededRandom(seed * 7919);
    const content = Uint8Array.from({ length: sizeBytes }, () => Math.floor(random() * 256));
    results.push(await runUpload({ content, errorRate, seed }));
  }
  return results;
}

function told(runs: readonly LinkRun[]): string {
  const durations = runs.map(({ duration }) => duration / 1000).sort((a, b) => a - b);
  const at = (share: number): string => (durations[Math.floor(share * durations.length)] ?? 0).toFixed(1);
  const resends = runs.reduce((sum, run) => sum + run.resends, 0) / runs.length;
  const succeeded = runs.filter((run) => run.succeeded).length;
  return `${succeeded} of ${runs.length}; median ${at(0.5)} s, 95 % within ${at(0.95)} s; ${resends.toFixed(1)} resends a run`;
}

describe(`an upload of ${sizeBytes} bytes at 115,200 baud, into 128 bytes of hardware that JavaScript reads late`, () => {
  for (const [errorRate, runs] of [
    [0, 10],
    [1e-4, 20],
    [1e-3, 100],
  ] as const) {
    it(`arrives whole in every run where ${errorRate} of the bytes are damaged`, async (t) => {
      const results = await campaign(errorRate, campaignSize(runs, 100e-6));
      t.diagnostic(told(results));
      for (const [index, run] of results.entries())
        assert.deepEqual([run.succeeded, run.isRight], [true, true], `seed ${index + 1}`);
    });
  }

  it("arrives whole or not at all where 0.003 of the bytes are damaged", async (t) => {
    const results = await campaign(3e-3, campaignSize(40, 1000e-6));
    t.diagnostic(told(results));
    for (const [index, run] of results.entries()) {
      assert.notEqual(run.isRight, false, `seed ${index + 1}: other bytes than those sent were stored`);
      if (run.succeeded) assert.equal(run.isRight, true, `seed ${index + 1}: told whole, and it is not`);
    }
  });
});
