import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { generate, type Packet } from "mqtt-packet";
import { coreBench } from "../../../support/connector-core.js";

const START = 1_700_000_000_000;
const RUNS = 2_000;

const text = fc.string({ maxLength: 12, unit: "grapheme" });
const topic = fc.oneof(
  fc.constantFrom("$resource/a", "$resource", "$resource/", "$resource.batch", "$content", "$provision/dev1"),
  text.filter((value) => value !== ""),
);
const payload = fc.oneof(
  text,
  fc.json({ maxDepth: 3 }),
  fc
    .array(
      fc.record({ timestamp: fc.nat(), values: fc.dictionary(fc.constantFrom("a", "b"), fc.anything()) }),
    )
    .map((batch) =>
      JSON.stringify(batch, (_key, value: unknown) => (typeof value === "bigint" ? Number(value) : value)),
    ),
);
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const messageId = fc.integer({ min: 1, max: 65_535 });

const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({
    cmd: fc.constant("publish" as const),
    topic,
    payload,
    qos,
    messageId,
    dup: fc.boolean(),
    retain: fc.boolean(),
  }),
  fc.record({
    cmd: fc.constant("subscribe" as const),
    messageId,
    subscriptions: fc.array(fc.record({ topic: fc.oneof(topic, fc.constant("#")), qos }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({
    cmd: fc.constant("unsubscribe" as const),
    messageId,
    unsubscriptions: fc.array(topic, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    cmd: fc.constantFrom("puback" as const, "pubrec" as const, "pubrel" as const, "pubcomp" as const),
    messageId,
  }),
  fc.constantFrom<Packet>(
    { cmd: "pingreq" },
    { cmd: "disconnect" },
    { cmd: "connect", clientId: "", keepalive: 5 },
  ),
);

/** Bytes to overwrite, insert and cut: positions wrap around the stream. */
const mutation = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom("replace", "insert", "cut"),
  byte: fc.nat(255),
});

function mutate(stream: Buffer, mutations: readonly { at: number; kind: string; byte: number }[]): Buffer {
  return mutations.reduce((bytes, { at, kind, byte }) => {
    const position = bytes.length === 0 ? 0 : at % bytes.length;
    const rest = bytes.subarray(kind === "insert" ? position : position + 1);
    return Buffer.concat([
      bytes.subarray(0, position),
      kind === "cut" ? Buffer.alloc(0) : Buffer.of(byte),
      rest,
    ]);
  }, stream);
}

/** Feeds a logged-in or a fresh session in chunks; whatever the bytes, nothing but its own close may come of it. */
function feed(stream: Uint8Array, chunk: number, loggedIn: boolean): void {
  const bench = coreBench({
    definitions: [
      { alias: "a", format: "number" },
      { alias: "b", format: "string" },
    ],
  });
  const { session, closed } = bench.open(START);
  if (loggedIn) {
    const activation = bench.connector.provision("dev1", new Uint8Array(0));
    assert.ok("answer" in activation && activation.answer !== undefined);
    const password = Buffer.from(activation.answer);
    session.receive(
      generate({ cmd: "connect", clientId: "", username: "dev1", password, keepalive: 60 }),
      START,
    );
    assert.equal(closed(), undefined);
  }
  for (let start = 0; start < stream.length; start += chunk)
    session.receive(stream.subarray(start, start + chunk), START);
  session.tick(START + 90_000);
  assert.notEqual(closed(), undefined);
  assert.equal(bench.events.filter(({ event }) => event === "disconnected").length, 1);
}

const chunk = fc.integer({ min: 1, max: 64 });

test("any sequence of well-formed packets, in any chunking, ends only that session", () => {
  const property = fc.property(
    fc.array(packet, { maxLength: 8 }),
    chunk,
    fc.boolean(),
    (packets, size, loggedIn) => feed(Buffer.concat(packets.map((each) => generate(each))), size, loggedIn),
  );
  fc.assert(property, { numRuns: RUNS });
});

test("mutated packets, in any chunking, end only that session", () => {
  const stream = fc.tuple(
    fc.array(packet, { minLength: 1, maxLength: 4 }),
    fc.array(mutation, { minLength: 1, maxLength: 6 }),
  );
  const property = fc.property(stream, chunk, fc.boolean(), ([packets, mutations], size, loggedIn) =>
    feed(mutate(Buffer.concat(packets.map((each) => generate(each))), mutations), size, loggedIn),
  );
  fc.assert(property, { numRuns: RUNS });
});

test("random bytes, in any chunking, end only that session", () => {
  const property = fc.property(fc.uint8Array({ maxLength: 200 }), chunk, fc.boolean(), feed);
  fc.assert(property, { numRuns: RUNS });
});

test("the chunking of a stream does not change what comes of it", () => {
  const property = fc.property(fc.array(packet, { maxLength: 6 }), chunk, (packets, size) => {
    const stream = Buffer.concat(packets.map((each) => generate(each)));
    const outcomes = [stream.length || 1, size].map((step) => {
      const bench = coreBench({ definitions: [{ alias: "a", format: "number" }] });
      const { session, sent, closed } = bench.open(START);
      session.receive(generate({ cmd: "connect", clientId: "", keepalive: 60 }), START);
      for (let start = 0; start < stream.length; start += step)
        session.receive(stream.subarray(start, start + step), START);
      return { sent, closed: closed(), events: bench.events };
    });
    assert.deepEqual(outcomes[0], outcomes[1]);
  });
  fc.assert(property, { numRuns: 500 });
});
