import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MessageWriter, readClock, readMessages } from "../../../host-sim/engine/door.js";

describe("messages through the door", () => {
  it("are read as they were written, behind the clock", () => {
    const message = fc.record({
      op: fc.integer({ min: 0, max: 255 }),
      id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      number: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      body: fc.uint8Array({ maxLength: 2000 }),
    });
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.array(message), (ticks, messages) => {
        const writer = new MessageWriter();
        writer.addClock(ticks);
        for (const { op, id, number, body } of messages) writer.add(op, id, number, body);
        const bytes = writer.take();
        assert.equal(readClock(bytes), ticks);
        assert.deepEqual(
          readMessages(bytes, 8).map(({ body, ...rest }) => ({ ...rest, body: [...body] })),
          messages.map(({ body, ...rest }) => ({ ...rest, body: [...body] })),
        );
        assert.equal(writer.take().byteLength, 0);
      }),
    );
  });

  it("are refused where they end too early", () => {
    const writer = new MessageWriter();
    writer.add(1, 2, 3, Uint8Array.of(1, 2, 3));
    const bytes = writer.take();
    for (let length = 1; length < bytes.byteLength; length++) {
      assert.throws(() => readMessages(bytes.slice(0, length)), RangeError);
    }
  });
});
