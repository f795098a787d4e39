import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Outbox, type Reading } from "../../../firmware/outbox/outbox.js";

/** What may happen to an outbox: a reading comes, a message goes, one is acknowledged or refused, the connection breaks. */
type Step =
  | { readonly do: "add"; readonly resource: string }
  | { readonly do: "take"; readonly longest: number }
  | { readonly do: "acknowledge" | "putBack"; readonly which: number }
  | { readonly do: "lose connection" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("add" as const), resource: fc.constantFrom("a", "b", "c") }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("take" as const), longest: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("acknowledge" as const, "putBack" as const),
      which: fc.nat(5),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lose connection" as const) }) },
);

/** Plays the steps; afterwards a new connection takes everything that is left. */
function play(steps: readonly Step[], capacity: number) {
  const made: Reading[] = [];
  const acknowledged: Reading[] = [];
  const lost: Reading[] = [];
  const outbox = new Outbox({ capacity, onLost: (reading) => lost.push(reading) });
  let onTheirWay: (readonly Reading[])[] = [];
  for (const next of steps) {
    if (next.do === "add") {
      const reading = { resource: next.resource, value: made.length, uptime: made.length };
      made.push(reading);
      outbox.add(reading);
    } else if (next.do === "take") {
      const batch = outbox.take((taken) => taken.length < next.longest);
      if (batch.length > 0) onTheirWay.push(batch);
    } else if (next.do === "lose connection") {
      outbox.rewind();
      onTheirWay = [];
    } else {
      const [batch] = onTheirWay.splice(next.which % Math.max(1, onTheirWay.length), 1);
      if (batch === undefined) continue;
      if (next.do === "putBack") outbox.putBack(batch);
      else {
        outbox.release(batch);
        acknowledged.push(...batch);
      }
    }
    assert.ok(outbox.length <= capacity);
  }
  outbox.rewind();
  return { made, acknowledged, lost, left: outbox.take(() => true) };
}

describe("the outbox, whatever happens,", () => {
  it("never loses an unacknowledged reading below its capacity", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { made, acknowledged, lost, left } = play(steps, 1000);
        assert.deepEqual(lost, []);
        assert.deepEqual(new Set([...acknowledged, ...left]), new Set(made));
      }),
    );
  });

  it("tells of every reading that it gives up, and of no other", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (steps, capacity) => {
        const { made, acknowledged, lost, left } = play(steps, capacity);
        assert.deepEqual(new Set([...acknowledged, ...left, ...lost]), new Set(made));
        assert.equal(new Set(lost).size, lost.length, "each once");
        for (const reading of left) assert.ok(!lost.includes(reading));
      }),
    );
  });

  it("keeps the readings of each resource in order", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (steps, capacity) => {
        const { left } = play(steps, capacity);
        for (const resource of ["a", "b", "c"]) {
          const order = left.filter((reading) => reading.resource === resource).map(({ uptime }) => uptime);
          assert.deepEqual(
            order,
            [...order].sort((x, y) => x - y),
          );
        }
      }),
    );
  });
});
