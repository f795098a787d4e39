import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Fifo } from "../../../../host-sim/emulators/connector/fifo.js";

test("gives back what came in, in its order, as an array would", () => {
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat() }, fc.constant("shift" as const)), {
    maxLength: 200,
  });
  const property = fc.property(steps, (all) => {
    const fifo = new Fifo<number>();
    const model: number[] = [];
    for (const step of all) {
      if (step === "shift") assert.equal(fifo.shift(), model.shift());
      else {
        fifo.push(step);
        model.push(step);
      }
      assert.deepEqual([fifo.length, fifo.toArray()], [model.length, model]);
    }
    while (model.length > 0) assert.equal(fifo.shift(), model.shift());
    assert.deepEqual([fifo.shift(), fifo.length], [undefined, 0]);
  });
  fc.assert(property);
});
