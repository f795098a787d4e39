import fc from "fast-check";
import type { Packet } from "mqtt-packet";

/** Cases of all properties together; the nightly run sets a million. */
const CASES = Number(process.env.BOWLINE_PROPERTY_CASES ?? 20_000);
/** The part of them that one property gets. */
export const share = (part: number) => ({ numRuns: Math.ceil(CASES * part) });

const text = fc.string({ maxLength: 12, unit: "binary" });
const topic = fc.oneof(
  fc.constantFrom("$resource/a", "$resource", "$resource/", "$resource.batch", "$content", "$provision/dev1"),
  text.filter((value) => value !== ""),
);
const batch = fc
  .array(fc.record({ timestamp: fc.nat(), values: fc.dictionary(fc.constantFrom("a", "b"), fc.json()) }), {
    maxLength: 3,
  })
  .map((entries) => JSON.stringify(entries));
const payload = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
  { weight: 1, arbitrary: batch },
);
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const messageId = fc.integer({ min: 1, max: 65_535 });

export const packet: fc.Arbitrary<Packet> = fc.oneof(
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

export function mutate(
  stream: Buffer,
  mutations: readonly { at: number; kind: string; byte: number }[],
): Buffer {
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

export const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });

/** Bytes that arrive at once. */
export const chunk = fc.integer({ min: 1, max: 64 });
