import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encode, fits, type Message, presentSpan } from "../../../../firmware/cloud/connector/codec.js";
import { TextPayload } from "../../../../firmware/cloud/text-payload.js";
import type { Reading } from "../../../../firmware/outbox/outbox.js";

const now = Date.UTC(2026, 0, 1);
const uptime = 100_000;

/** A reading `age` milliseconds old. */
function reading(resource: string, value: Reading["value"], age = 0): Reading {
  return { resource, value, uptime: uptime - age };
}

function message(...batch: Reading[]): { topic: string; payload: string } {
  return whole(encode(batch, now, uptime));
}

/** With the payload as it reaches the cloud. */
function whole({ topic, payload }: Message): { topic: string; payload: string } {
  const text = new TextPayload(payload);
  const pieces: Uint8Array[] = [];
  while (text.left > 0) pieces.push(text.take(1000).slice());
  return { topic, payload: Buffer.concat(pieces).toString() };
}

describe("a message to the Connector", () => {
  it("with one present value is the value itself (CN-RES-1)", () => {
    assert.deepEqual(message(reading("t", 21.5)), { topic: "$resource/t", payload: "21.5" });
    assert.deepEqual(message(reading("led", true)), { topic: "$resource/led", payload: "true" });
    assert.deepEqual(message(reading("s", 'a "b"')), { topic: "$resource/s", payload: 'a "b"' });
    assert.deepEqual(message(reading("s", "")), { topic: "$resource/s", payload: "" });
  });

  it("with several present values is an object of them (CN-RES-2)", () => {
    assert.deepEqual(message(reading("state", "on"), reading("temperature", 25)), {
      topic: "$resource",
      payload: '{"state":"on","temperature":25}',
    });
  });

  it("with older values is a list with their times in microseconds (CN-RES-3)", () => {
    assert.deepEqual(
      message(reading("t", 1, 60_000), reading("t", 2, 30_000), reading("led", false, 10_000)),
      {
        topic: "$resource.batch",
        payload:
          '[{"timestamp":1767225540000000,"values":{"t":1}},' +
          '{"timestamp":1767225570000000,"values":{"t":2}},' +
          '{"timestamp":1767225590000000,"values":{"led":false}}]',
      },
    );
  });

  it("takes the time of a single old value for worth telling, too (CN-RES-3)", () => {
    assert.equal(message(reading("t", 1, presentSpan)).topic, "$resource/t");
    assert.equal(message(reading("t", 1, presentSpan + 1)).topic, "$resource.batch");
  });

  it("never holds a timestamp in seconds or with fractions (CN-RES-3)", () => {
    const { payload } = whole(encode([{ resource: "t", value: 1, uptime: 0.25 }], now + 0.5, 10_000.75));
    const [{ timestamp }] = JSON.parse(payload);
    assert.ok(Number.isInteger(timestamp) && timestamp > 1e14 && timestamp % 1000 === 0);
  });

  it("dates old values by the present clock, also where it was set after they were made", () => {
    const later = whole(encode([reading("t", 1, 60_000)], now + 3_600_000, uptime));
    assert.equal(JSON.parse(later.payload)[0].timestamp, (now + 3_600_000 - 60_000) * 1000);
  });

  it("carries a long text as history without a copy of it (CN-RES-3, CN-SES-13)", () => {
    const long = `"${"€\\".repeat(3000)}\u0000`;
    const { payload } = encode([reading("s", long, 60_000)], now, uptime);
    assert.ok(Array.isArray(payload) && payload.some((part) => part.json === long), "the very text");
    assert.deepEqual(JSON.parse(message(reading("s", long, 60_000)).payload), [
      { timestamp: (now - 60_000) * 1000, values: { s: long } },
    ]);
  });

  it("carries a JSON document raw where it is alone, escaped among others (CN-RES-6)", () => {
    const document = '{"a": [1, "x"]}';
    assert.equal(message(reading("config_io", document)).payload, document);
    const several = JSON.parse(message(reading("config_io", document), reading("t", 1)).payload);
    assert.equal(several.config_io, document);
    const history = JSON.parse(message(reading("config_io", document, 60_000)).payload);
    assert.equal(history[0].values.config_io, document);
  });

  it("keeps aliases that JavaScript knows otherwise", () => {
    assert.equal(
      message(reading("__proto__", 1), reading("constructor", 2)).payload,
      '{"__proto__":1,"constructor":2}',
    );
    assert.match(message(reading("__proto__", 1, 60_000)).payload, /"values":\{"__proto__":1\}/);
  });

  it("needs a reading", () => {
    assert.throws(() => message(), RangeError);
  });
});

describe("two readings share a message", () => {
  const cases = [
    ["both present, of different resources", reading("a", 1), reading("b", 1), true],
    ["both present, of one resource", reading("a", 1), reading("a", 2), false],
    ["both old, of one resource", reading("a", 1, 60_000), reading("a", 2, 30_000), true],
    ["both old, of different resources", reading("a", 1, 60_000), reading("b", 2, 30_000), true],
    ["one old, one present", reading("a", 1, 60_000), reading("b", 2), false],
    ["one present, one old", reading("a", 1), reading("b", 2, 60_000), false],
  ] as const;
  for (const [which, first, second, together] of cases) {
    it(`${together ? "when" : "not when"} ${which}`, () => {
      assert.equal(fits([first], second, uptime), together);
    });
  }

  it("when there is only one so far to come", () => {
    assert.equal(fits([], reading("a", 1), uptime), true);
  });

  it("not when any of those before is of the same resource", () => {
    assert.equal(fits([reading("a", 1), reading("b", 1)], reading("a", 2), uptime), false);
  });
});
