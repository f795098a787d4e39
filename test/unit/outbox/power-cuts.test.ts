import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { campaignSize } from "../../support/campaign-size.js";
import { randomScript, seeded } from "../../support/journal-arbitrary.js";
import { type Campaign, cutEverywhere, play, tears } from "../../support/journal-campaign.js";
import type { JournalPolicy } from "../../support/journal-script.js";

const priorities: Readonly<Record<string, number>> = { temperature: 0, humidity: 1, door: 3 };
const policies: Readonly<Record<string, JournalPolicy>> = {
  "giving up the oldest": { drop: "oldest", priorityOf: () => 0 },
  "with priorities": { drop: "oldest", priorityOf: (resource) => priorities[resource] ?? 0 },
  "giving up what comes": { drop: "newest", priorityOf: (resource) => priorities[resource] ?? 0 },
};

/** A campaign of so many random steps; `acknowledge` is how many of a hundred free flash again. */
function campaign(seed: number, steps: number, acknowledge: number, more: Partial<Campaign> = {}): Campaign {
  return { seed, steps: randomScript({ steps, acknowledge, random: seeded(seed) }), ...more };
}

describe("a power cut at any operation of the flash", () => {
  it("loses nothing accepted, sends nothing corrupt, and leaves a journal that opens", () => {
    // A million in the nightly run. Each seed is a script of its own, every other one with a chip that is too small for it.
    const wanted = campaignSize(400);
    for (let seed = 1, cuts = 0; cuts < wanted; seed++) {
      const policy = Object.values(policies)[seed % 3];
      const isSmall = seed % 2 === 0 && policy !== undefined;
      const more = isSmall ? { policy, mayLose: true, blocks: 6 } : { blocks: 32 };
      try {
        cuts += cutEverywhere(campaign(seed, 500, 18, more), (so) => cuts + so >= wanted);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  for (const [name, policy] of Object.entries(policies)) {
    it(`loses nothing uncounted on flash that is too small for it all, ${name}`, () => {
      const cuts = cutEverywhere(campaign(2, 400, 4, { policy, mayLose: true, blocks: 6 }));
      assert.ok(cuts > 200, `${cuts} cuts`);
    });
  }

  it("and a second one at any operation after it: the same", () => {
    const short = campaign(3, 40, 18, { blocks: 8 });
    const operations = play(short);
    let pairs = 0;
    for (let first = 0; first < operations; first++) {
      for (let second = first + 1; second < operations + 8; second++) {
        const [tear = "bits", other = "bits"] = [tears[pairs % 4], tears[(pairs >>> 2) % 4]];
        play(short, [
          { operation: first, tear },
          { operation: second, tear: other },
        ]);
        pairs += 1;
      }
    }
    assert.ok(pairs > 500, `${pairs} pairs`);
  });

  it("and as many as there may be, in any script, with worn flash and rotten bits: the same", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(...Object.values(policies)),
        fc.array(fc.nat(150)),
        (seed, policy, at) => {
          const random = seeded(seed);
          const cuts = at.map((operation) => ({
            operation,
            tear: tears[Math.floor(random() * 4)] ?? "bits",
          }));
          play(campaign(seed, 120, 12, { policy, mayLose: true, blocks: 5 }), cuts);
        },
      ),
      { numRuns: campaignSize(60, 0.02) },
    );
  });
});
