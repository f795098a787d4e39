import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { generate, type Packet, parser } from "mqtt-packet";
import { MalformedPacket } from "../../../../host-sim/emulators/connector/core/wire/malformed-packet.js";
import { PacketReader } from "../../../../host-sim/emulators/connector/core/wire/packet-reader.js";
import {
  encode,
  type ServerPacket,
} from "../../../../host-sim/emulators/connector/core/wire/server-packet.js";

/** The judge is mqtt-packet, the codec of MQTT.js and aedes: it writes what we read, and reads what we write. */
const cases = { numRuns: 500 };
const text = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter((each) => !/[\0+#]/.test(each));
const id = fc.integer({ min: 1, max: 65_535 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));

function read(packet: Packet): unknown {
  const reader = new PacketReader({ limit: 1_000_000 });
  reader.append(generate(packet));
  return reader.next();
}

function judged(packet: ServerPacket): Packet | undefined {
  let seen: Packet | undefined;
  const judge = parser({ protocolVersion: 4 });
  judge.on("packet", (found) => {
    seen = found;
  });
  assert.equal(judge.parse(encode(packet)), 0, "nothing is left over");
  return seen;
}

describe("the codec of the emulator", () => {
  it("reads the fields of a CONNECT", () => {
    fc.assert(
      fc.property(
        fc.record({
          clientId: text,
          username: text,
          password: bytes,
          keepalive: fc.nat(65_535),
          clean: fc.boolean(),
        }),
        fc.option(fc.record({ topic: text, payload: bytes }, { noNullPrototype: true }), { nil: undefined }),
        ({ clientId, username, password, keepalive, clean }, will) => {
          const found = read({
            cmd: "connect",
            clientId,
            username,
            password,
            keepalive,
            clean,
            ...(will === undefined ? {} : { will: { ...will, qos: 1, retain: false } }),
          });
          assert.deepEqual(found, {
            cmd: "connect",
            clientId,
            cleanSession: clean,
            keepAlive: keepalive,
            will,
            username,
            password,
          });
        },
      ),
      cases,
    );
  });

  it("reads the fields of a PUBLISH", () => {
    const qos = fc.constantFrom(0, 1, 2);
    const property = fc.property(
      text,
      bytes,
      qos,
      id,
      fc.boolean(),
      fc.boolean(),
      (topic, payload, level, at, dup, retain) => {
        const found = read({ cmd: "publish", topic, payload, qos: level, messageId: at, dup, retain });
        assert.deepEqual(found, {
          cmd: "publish",
          topic,
          payload,
          qos: level,
          dup,
          retain,
          id: level === 0 ? 0 : at,
        });
      },
    );
    fc.assert(property, cases);
  });

  it("reads the filters of SUBSCRIBE and UNSUBSCRIBE, and the identifiers of acknowledgements", () => {
    const filters = ["#", "$resource/+", "a/b"];
    const subscriptions = filters.map((topic, at) => ({ topic, qos: at as 0 | 1 | 2 }));
    assert.deepEqual(read({ cmd: "subscribe", messageId: 513, subscriptions }), {
      cmd: "subscribe",
      id: 513,
      subscriptions: filters.map((filter, qos) => ({ filter, qos })),
    });
    assert.deepEqual(read({ cmd: "unsubscribe", messageId: 7, unsubscriptions: filters }), {
      cmd: "unsubscribe",
      id: 7,
      filters,
    });
    for (const cmd of ["puback", "pubrec", "pubrel", "pubcomp"] as const) {
      assert.deepEqual(read({ cmd, messageId: 65_535 }), { cmd, id: 65_535 });
    }
    for (const cmd of ["pingreq", "disconnect"] as const) assert.deepEqual(read({ cmd }), { cmd });
  });

  it("writes PUBLISH at QoS 0 in any length", () => {
    const property = fc.property(
      text,
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.constantFrom("x".repeat(16_384), "€".repeat(400_000)),
      ),
      (topic, payload) => {
        const found = judged({ cmd: "publish", topic, payload });
        assert.ok(found?.cmd === "publish");
        assert.deepEqual(
          [found.topic, found.payload.toString(), found.qos, found.dup, found.retain],
          [topic, payload, 0, false, false],
        );
      },
    );
    fc.assert(property, { numRuns: 30 });
  });

  it("writes all answers", () => {
    const connack = judged({ cmd: "connack", returnCode: 5, sessionPresent: true });
    assert.ok(connack?.cmd === "connack");
    assert.deepEqual([connack.returnCode, connack.sessionPresent], [5, true]);
    const suback = judged({ cmd: "suback", id: 300, granted: Array.from({ length: 200 }, () => 128) });
    assert.ok(suback?.cmd === "suback");
    assert.deepEqual([suback.messageId, suback.granted.length], [300, 200]);
    for (const cmd of ["puback", "unsuback"] as const)
      assert.equal(judged({ cmd, id: 4660 })?.messageId, 4660);
    assert.equal(judged({ cmd: "pingresp" })?.cmd, "pingresp");
  });

  it("takes no field from the packet behind", () => {
    const pings = Buffer.of(0xc0, 0, 0xc0, 0, 0xc0, 0, 0xc0, 0);
    for (const [problem, packet] of [
      ["publish ends inside its topic", "30 03 0004 61"],
      ["publish ends inside its topic", "30 01 00"],
      ["publish ends inside its packet identifier", "32 04 0001 61 00"],
      ["subscribe ends inside its requested QoS", "82 05 0001 0001 61"],
    ] as const) {
      const reader = new PacketReader({ limit: 100 });
      reader.append(Buffer.concat([Buffer.from(packet.replaceAll(" ", ""), "hex"), pings]));
      assert.throws(
        () => reader.next(),
        (error) => error instanceof MalformedPacket && error.message === problem,
        packet,
      );
    }
  });
});
