import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { generate, type Packet } from "mqtt-packet";
import { type EmptyMessage, FrameScanner } from "../../../firmware/cloud/frame-scanner.js";

/** Scans the pieces one after the other and tells all that came of it. */
function scan(pieces: readonly Uint8Array[]) {
  const codes: number[] = [];
  const empty: EmptyMessage[] = [];
  const scanner = new FrameScanner({
    onConnack: (code) => codes.push(code),
    onEmptyMessage: (message) => empty.push(message),
  });
  const passed = Buffer.concat(pieces.map((piece) => scanner.scan(piece)));
  return { passed, codes, empty };
}

function publish(topic: string, payload: string, more: { qos?: 0 | 1 | 2; messageId?: number } = {}): Packet {
  return { cmd: "publish", topic, payload, qos: 0, dup: false, retain: false, ...more };
}

/** Cuts a stream at the given places. */
function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (stream.byteLength + 1))), stream.byteLength];
  ends.sort((a, b) => a - b);
  return ends.map((end, i) => stream.subarray(i === 0 ? 0 : (ends[i - 1] ?? 0), end));
}

describe("the frame scanner", () => {
  it("passes messages with a payload untouched", () => {
    const stream = generate(publish("$resource/led", "true"));
    assert.deepEqual(scan([stream]), { passed: stream, codes: [], empty: [] });
  });

  it("takes messages without a payload out and tells topic, QoS and packet identifier", () => {
    const stream = Buffer.concat([
      generate(publish("a", "")),
      generate(publish("b", "x")),
      generate(publish("温度", "", { qos: 1, messageId: 0x1234 })),
      generate(publish("c", "", { qos: 2, messageId: 65_535 })),
    ]);
    const { passed, empty } = scan([stream]);
    assert.deepEqual(passed, generate(publish("b", "x")));
    assert.deepEqual(empty, [
      { topic: "a", QoS: 0, id: undefined, after: 0 },
      { topic: "温度", QoS: 1, id: 0x1234, after: 1 },
      { topic: "c", QoS: 2, id: 65_535, after: 1 },
    ]);
  });

  for (const returnCode of [0, 1, 2, 3, 4, 5, 77]) {
    it(`tells a CONNACK's return code ${returnCode} and passes the packet on`, () => {
      const stream = Uint8Array.of(0x20, 2, 1, returnCode);
      const whole = scan([stream]);
      assert.deepEqual(whole.codes, [returnCode]);
      assert.deepEqual([...whole.passed], [...stream]);
      assert.deepEqual(scan([...stream].map((byte) => Uint8Array.of(byte))).codes, [returnCode]);
    });
  }

  it("does not take a return code for one that stands in another packet", () => {
    assert.deepEqual(scan([generate({ cmd: "puback", messageId: 5 })]).codes, []);
  });

  it("holds back no more than the head of a message", () => {
    const stream = generate(publish("a/b", "x".repeat(1000)));
    const scanner = new FrameScanner({ onConnack: () => undefined, onEmptyMessage: () => undefined });
    assert.equal(scanner.scan(stream.subarray(0, 4)).byteLength, 0);
    assert.equal(scanner.scan(stream.subarray(4, 6)).byteLength, 6);
    assert.equal(scanner.scan(stream.subarray(6, 500)).byteLength, 494);
  });

  it("keeps the packet identifier of an empty message whose topic is longer than it cares for", () => {
    for (const length of [254, 255, 256, 257, 5000]) {
      const stream = generate(publish("t".repeat(length), "", { qos: 1, messageId: 4711 }));
      const { passed, empty } = scan([stream]);
      assert.equal(passed.byteLength, 0);
      assert.equal(empty[0]?.id, 4711);
      assert.equal(empty[0]?.topic, "t".repeat(Math.min(256, length)));
    }
  });

  it("calls a topic that is not UTF-8 by the empty name, which no resource has", () => {
    const { passed, empty } = scan([Uint8Array.of(0x30, 4, 0, 2, 0xff, 0xfe)]);
    assert.equal(passed.byteLength, 0);
    assert.equal(empty[0]?.topic, "");
  });

  const nonsense = {
    "a length of five bytes": [0x30, 0xff, 0xff, 0xff, 0xff, 0x01, 1, 2, 3],
    "a topic longer than its packet": [0x30, 3, 0, 9, 0x61, 0x20, 2, 0, 0],
    "a message too short for a topic": [0x30, 1, 0, 0x20, 2, 0, 0],
    "a message of nothing": [0x30, 0, 0x20, 2, 0, 0],
    "a QoS 1 message without an identifier": [0x32, 3, 0, 1, 0x61],
    "a packet type that is none": [0x00, 0, 0xf0, 1, 7],
  };
  for (const [what, bytes] of Object.entries(nonsense)) {
    it(`passes ${what} on, for the client to refuse`, () => {
      for (const pieces of [[Uint8Array.from(bytes)], bytes.map((byte) => Uint8Array.of(byte))]) {
        const { passed, empty } = scan(pieces);
        assert.deepEqual([...passed], bytes);
        assert.deepEqual(empty, []);
      }
    });
  }

  it("passes everything after a length of five bytes, whatever it looks like", () => {
    const tail = generate(publish("a", ""));
    const { passed, empty } = scan([Uint8Array.of(0x20, 0xff, 0xff, 0xff, 0xff, 0x01), tail]);
    assert.equal(passed.byteLength, 6 + tail.byteLength);
    assert.deepEqual(empty, []);
  });
});

const topic = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((text) => !text.includes("\0"));
const id = fc.integer({ min: 1, max: 65_535 });
const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc
    .record({
      topic,
      payload: fc.oneof(fc.constant(""), fc.string({ maxLength: 300 })),
      id,
      qos: fc.constantFrom(0, 1, 2),
    })
    .map(({ topic, payload, id, qos }) =>
      publish(topic, payload, qos === 0 ? {} : { qos: qos === 1 ? 1 : 2, messageId: id }),
    ),
  id.map((messageId): Packet => ({ cmd: "puback", messageId })),
  id.map((messageId): Packet => ({ cmd: "suback", messageId, granted: [0, 128] })),
  fc.nat(5).map((returnCode): Packet => ({ cmd: "connack", sessionPresent: true, returnCode })),
  fc.constant<Packet>({ cmd: "pingresp" }),
);

describe("the frame scanner, however the stream is cut,", () => {
  it("passes everything but the messages without payload, and tells those in order", () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (packets, places) => {
          const isEmpty = (p: Packet): boolean => p.cmd === "publish" && p.payload.length === 0;
          const stream = Buffer.concat(packets.map((p) => generate(p)));
          const { passed, codes, empty } = scan(cut(stream, places));
          assert.deepEqual(passed, Buffer.concat(packets.filter((p) => !isEmpty(p)).map((p) => generate(p))));
          assert.deepEqual(
            codes,
            packets.flatMap((p) => (p.cmd === "connack" ? [p.returnCode] : [])),
          );
          let after = 0;
          const expected: EmptyMessage[] = [];
          for (const p of packets) {
            if (p.cmd !== "publish") continue;
            if (!isEmpty(p)) after += 1;
            else
              expected.push({ topic: p.topic, QoS: p.qos, id: p.qos > 0 ? p.messageId : undefined, after });
          }
          assert.deepEqual(empty, expected);
        },
      ),
    );
  });

  it("neither throws at nor loses a byte of noise that holds no empty message", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (noise, places) => {
          const whole = scan([noise]);
          const pieces = scan(cut(noise, places));
          assert.deepEqual(pieces.passed, whole.passed);
          assert.deepEqual(pieces.empty, whole.empty);
          if (whole.empty.length === 0)
            assert.deepEqual([...whole.passed], [...noise.subarray(0, whole.passed.length)]);
          assert.ok(whole.passed.byteLength <= noise.byteLength);
        },
      ),
    );
  });
});
