import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorBench, connectorBench } from "../../support/connector-bench.js";

/** A string with its two-byte length. */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

/** A packet with a one-byte remaining length. */
function packet(firstByte: number, ...parts: readonly (number | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : part)));
  return Buffer.concat([Buffer.of(firstByte, body.length), body]);
}

function connectPacket(flags: number, ...payload: readonly Buffer[]): Buffer {
  return packet(0x10, text("MQTT"), 4, flags, 0, 60, ...payload);
}

/** Sent instead of CONNECT. */
const BEFORE_LOGIN: readonly (readonly [name: string, clause: string, bytes: Buffer])[] = [
  ["reserved flag bits of CONNECT", "MQTT-2.2.2-2", packet(0x11, text("MQTT"), 4, 2, 0, 60, text(""))],
  ["an unknown protocol name", "MQTT-3.1.2-1", packet(0x10, text("MQTX"), 4, 2, 0, 60, text(""))],
  ["the reserved connect flag", "MQTT-3.1.2-3", connectPacket(0x03, text(""))],
  ["will QoS without a will", "MQTT-3.1.2-13", connectPacket(0x0a, text(""))],
  ["will retain without a will", "MQTT-3.1.2-15", connectPacket(0x22, text(""))],
  ["a will with QoS 3", "MQTT-3.1.2-14", connectPacket(0x1e, text(""), text("t"), text("m"))],
  ["a password without user name", "MQTT-3.1.2-22", connectPacket(0x42, text(""), text("secret"))],
  ["a user name that is announced and missing", "MQTT-2.2.3", connectPacket(0x82, text(""))],
  ["bytes after the last field of CONNECT", "MQTT-2.2.3", connectPacket(0x02, text(""), text("more"))],
  ["a ClientID that is not UTF-8", "MQTT-1.5.3-1", connectPacket(0x02, text(Buffer.of(0xc3, 0x28)))],
  ["a user name with U+0000", "MQTT-1.5.3-2", connectPacket(0xc2, text(""), text("a\0b"), text("x"))],
  ["a CONNECT that ends in its keep alive", "MQTT-2.2.3", packet(0x10, text("MQTT"), 4, 2, 0)],
  ["a will without its topic", "MQTT-2.2.3", connectPacket(0x06, text(""))],
  [
    "a will topic that is not UTF-8",
    "MQTT-1.5.3-1",
    connectPacket(0x06, text(""), text(Buffer.of(0xff)), text("m")),
  ],
  ["a will topic with U+0000", "MQTT-1.5.3-2", connectPacket(0x06, text(""), text("a\0"), text("m"))],
  ["an empty will topic", "MQTT-4.7.3-1", connectPacket(0x06, text(""), text(""), text("m"))],
  ["a wildcard in the will topic", "MQTT-4.7.1-1", connectPacket(0x06, text(""), text("a/#"), text("m"))],
  [
    "a will message longer than the packet",
    "MQTT-2.2.3",
    connectPacket(0x06, text(""), text("t"), Buffer.of(0, 9, 1)),
  ],
  ["a password that is announced and missing", "MQTT-2.2.3", connectPacket(0xc2, text(""), text("dev1"))],
  ["a ClientID with U+0000", "MQTT-1.5.3-2", connectPacket(0x02, text("a\0b"))],
  ["a ClientID with a surrogate", "MQTT-1.5.3-1", connectPacket(0x02, text(Buffer.of(0xed, 0xa0, 0x80)))],
  [
    "a protocol name that is not UTF-8",
    "MQTT-1.5.3-1",
    packet(0x10, text(Buffer.of(0xff)), 4, 2, 0, 60, text("")),
  ],
  ["an empty protocol name", "MQTT-3.1.2-1", packet(0x10, text(""), 4, 2, 0, 60, text(""))],
  ["a protocol name in lower case", "MQTT-3.1.2-1", packet(0x10, text("mqtt"), 4, 2, 0, 60, text(""))],
  ["an empty CONNECT", "MQTT-2.2.3", packet(0x10)],
  ["a CONNECT without ClientID", "MQTT-2.2.3", connectPacket(0x02)],
  ["an HTTP request", "MQTT-2.2.2-2", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ["a remaining length of five bytes", "MQTT-2.2.3", Buffer.of(0x10, 0x80, 0x80, 0x80, 0x80, 0x01)],
  ["packet type 0", "MQTT-2.2.1", Buffer.of(0x00, 0x00)],
];

/** Sent by a logged-in device. */
const AFTER_LOGIN: typeof BEFORE_LOGIN = [
  ["PUBREC with reserved flag bits", "MQTT-2.2.2-2", packet(0x52, 0, 1)],
  ["PUBCOMP with reserved flag bits", "MQTT-2.2.2-2", packet(0x72, 0, 1)],
  ["PUBACK with reserved flag bits", "MQTT-2.2.2-2", packet(0x42, 0, 1)],
  ["PUBACK with packet identifier 0", "MQTT-2.3.1-1", packet(0x40, 0, 0)],
  ["PUBREL of one byte", "MQTT-2.2.3", packet(0x62, 0)],
  ["UNSUBSCRIBE with reserved flag bits", "MQTT-2.2.2-2", packet(0xa0, 0, 1, text("#"))],
  ["UNSUBSCRIBE with an empty filter", "MQTT-4.7.3-1", packet(0xa2, 0, 1, text(""))],
  ["UNSUBSCRIBE with # in the middle", "MQTT-4.7.1-2", packet(0xa2, 0, 1, text("a#"))],
  ["UNSUBSCRIBE whose filter ends early", "MQTT-2.2.3", packet(0xa2, 0, 1, 0, 5, Buffer.from("#"))],
  ["SUBSCRIBE without the QoS of its filter", "MQTT-2.2.3", packet(0x82, 0, 1, text("#"))],
  [
    "SUBSCRIBE whose second filter is missing its QoS",
    "MQTT-2.2.3",
    packet(0x82, 0, 1, text("#"), 0, text("a")),
  ],
  ["SUBSCRIBE with U+0000 in its filter", "MQTT-1.5.3-2", packet(0x82, 0, 1, text("a\0"), 0)],
  ["SUBSCRIBE with a filter that is not UTF-8", "MQTT-1.5.3-1", packet(0x82, 0, 1, text(Buffer.of(0xff)), 0)],
  ["SUBSCRIBE of one byte", "MQTT-2.2.3", packet(0x82, 0)],
  ["PINGREQ with reserved flag bits", "MQTT-2.2.2-2", packet(0xc1)],
  ["DISCONNECT with a body", "MQTT-2.2.3", packet(0xe0, 0)],
  ["an empty PUBLISH", "MQTT-2.2.3", packet(0x30)],
  [
    "PUBLISH with a truncated UTF-8 sequence in its topic",
    "MQTT-1.5.3-1",
    packet(0x30, text(Buffer.of(0x24, 0xe2, 0x82))),
  ],
  [
    "PUBLISH with a code point above U+10FFFF",
    "MQTT-1.5.3-1",
    packet(0x30, text(Buffer.of(0xf4, 0x90, 0x80, 0x80))),
  ],
  ["SUBACK, which only servers send", "MQTT-2.2.1", Buffer.of(0x90, 0x03, 0x00, 0x01, 0x00)],
  ["UNSUBACK, which only servers send", "MQTT-2.2.1", Buffer.of(0xb0, 0x02, 0x00, 0x01)],
  ["PINGRESP, which only servers send", "MQTT-2.2.1", Buffer.of(0xd0, 0x00)],
  ["a remaining length that never ends", "MQTT-2.2.3", Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff)],
  ["packet type 15", "MQTT-2.2.1", Buffer.of(0xf0, 0x00)],
  ["CONNACK, which only servers send", "MQTT-2.2.1", Buffer.of(0x20, 0x02, 0x00, 0x00)],
  ["PUBLISH with QoS 3", "MQTT-3.3.1-4", packet(0x36, text("$resource/a"), 0, 1)],
  ["PUBLISH with packet identifier 0", "MQTT-2.3.1-1", packet(0x32, text("$resource/a"), 0, 0)],
  ["PUBLISH without its packet identifier", "MQTT-2.2.3", packet(0x32, text("$resource/a"), 1)],
  ["PUBLISH with an empty topic", "MQTT-4.7.3-1", packet(0x30, text(""))],
  ["PUBLISH with # in its topic", "MQTT-4.7.1-1", packet(0x30, text("$resource/#"))],
  ["PUBLISH with + in its topic", "MQTT-4.7.1-1", packet(0x30, text("$resource/+"))],
  ["PUBLISH with U+0000 in its topic", "MQTT-1.5.3-2", packet(0x30, text("$resource/a\0"))],
  [
    "PUBLISH with overlong UTF-8 in its topic",
    "MQTT-1.5.3-1",
    packet(0x30, text(Buffer.of(0x24, 0xc0, 0x80))),
  ],
  ["PUBLISH with a surrogate in its topic", "MQTT-1.5.3-1", packet(0x30, text(Buffer.of(0xed, 0xa0, 0x80)))],
  ["PUBLISH whose topic is longer than the packet", "MQTT-2.2.3", packet(0x30, 0, 9, Buffer.from("$res"))],
  ["SUBSCRIBE with reserved flag bits", "MQTT-2.2.2-2", packet(0x80, 0, 1, text("#"), 0)],
  ["SUBSCRIBE with packet identifier 0", "MQTT-2.3.1-1", packet(0x82, 0, 0, text("#"), 0)],
  ["SUBSCRIBE without a filter", "MQTT-2.2.3", packet(0x82, 0, 1)],
  ["SUBSCRIBE with an empty filter", "MQTT-4.7.3-1", packet(0x82, 0, 1, text(""), 0)],
  ["SUBSCRIBE with QoS 3", "MQTT-3.8.3-4", packet(0x82, 0, 1, text("#"), 3)],
  ["SUBSCRIBE with reserved bits beside the QoS", "MQTT-3.8.3-4", packet(0x82, 0, 1, text("#"), 0x11)],
  ["SUBSCRIBE with # in the middle", "MQTT-4.7.1-2", packet(0x82, 0, 1, text("$resource/#/a"), 0)],
  ["SUBSCRIBE with + in a word", "MQTT-4.7.1-3", packet(0x82, 0, 1, text("$resource/a+"), 0)],
  ["UNSUBSCRIBE with packet identifier 0", "MQTT-2.3.1-1", packet(0xa2, 0, 0, text("#"))],
  ["UNSUBSCRIBE without a filter", "MQTT-2.2.3", packet(0xa2, 0, 1)],
  ["PUBREL with reserved flag bits", "MQTT-2.2.2-2", packet(0x60, 0, 1)],
  ["PUBACK of three bytes", "MQTT-2.2.3", packet(0x40, 0, 1, 0)],
  ["PINGREQ with a body", "MQTT-2.2.3", packet(0xc0, 0)],
  ["DISCONNECT with reserved flag bits", "MQTT-2.2.2-2", packet(0xe1)],
];

test("malformed MQTT closes that connection with a logged reason, and nothing else", async (t) => {
  const bench = await connectorBench(t, { resources: [{ alias: "a", format: "number" }] });
  const bystander = await bench.device("bystander");
  const token = await bench.activate("dev1");
  for (const [name, clause, bytes] of BEFORE_LOGIN) {
    await t.test(`before login: ${name} [${clause}]`, async () => {
      const probe = await bench.connect();
      probe.sendBytes(bytes);
      await probe.expectClosed();
      assert.equal(lastMalformed(bench), clause);
      await bystander.expectNothing();
    });
  }
  for (const [name, clause, bytes] of AFTER_LOGIN) {
    await t.test(`after login: ${name} [${clause}]`, async () => {
      const probe = await bench.login("dev1", token);
      probe.sendBytes(bytes);
      await probe.expectClosed();
      assert.equal(lastMalformed(bench), clause);
      await bystander.expectNothing();
    });
  }
  assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, null);
});

test("[MQTT-3.1.2-2] another protocol level is answered by CONNACK 1 and closed", async (t) => {
  const bench = await connectorBench(t);
  const levels = [
    packet(0x10, text("MQTT"), 5, 2, 0, 60, 0, text("")),
    packet(0x10, text("MQIsdp"), 3, 2, 0, 60, text("x")),
  ];
  for (const bytes of levels) {
    const probe = await bench.connect();
    probe.sendBytes(bytes);
    assert.equal((await probe.expectPacket("connack")).returnCode, 1);
    await probe.expectClosed();
    await bench.event("disconnected", ({ reason }) => reason === "unsupported-protocol");
  }
});

test("[MQTT-1.5.3-3] U+FEFF is a character like any other, neither dropped nor refused", async (t) => {
  const bench = await connectorBench(t, { resources: [{ alias: "a", format: "string" }] });
  const probe = await bench.device("dev1");
  probe.publish("$resource/a", "\ufeffvalue", { id: 1 });
  await probe.expectPacket("puback");
  assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, "\ufeffvalue");
  probe.publish("$resource", '{"a": "in \ufeff the middle"}', { id: 2 });
  await probe.expectPacket("puback");
  assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, "in \ufeff the middle");
});

test("a remaining length in more bytes than it needs is legal MQTT 3.1.1", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.device("dev1");
  probe.sendBytes(0xc0, 0x80, 0x80, 0x00);
  await probe.expectPacket("pingresp");
});

test("what broke is closed at once, though more of the packet was announced", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.device("dev1");
  probe.sendBytes(0x36, 0xff, 0x7f);
  await probe.expectClosed(1_000);
});

test("[MQTT-3.1.0-1] a first packet other than CONNECT closes the connection", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.connect();
  probe.send({ cmd: "pingreq" });
  await probe.expectClosed();
  await bench.event("disconnected", ({ reason }) => reason === "not-connect-first");
});

test("[MQTT-3.1.0-2] a second CONNECT closes the connection", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.device("dev1");
  probe.send({ cmd: "connect", clientId: "", keepalive: 60 });
  await probe.expectClosed();
  await bench.event("disconnected", ({ device, reason }) => device === "dev1" && reason === "second-connect");
});

test("a packet above the limit is refused when it is announced, before any of it is sent", async (t) => {
  const bench = await connectorBench(t);
  const stranger = await bench.connect();
  stranger.sendBytes(0x10, 0x80, 0x80, 0x04); // 65,536 bytes
  await stranger.expectClosed();
  const device = await bench.device("dev1");
  device.sendBytes(0x30, 0xff, 0xff, 0xff, 0x7f); // 268,435,455 bytes
  await device.expectClosed();
  await bench.event("disconnected", (event) => event.device === "dev1" && event.reason === "too-large");
});

function lastMalformed(bench: ConnectorBench): string | undefined {
  // The event is logged before the connection is closed, and the end was seen: it must be there already.
  return bench.connector
    .events()
    .flatMap((event) => (event.event === "malformed" ? [event.clause] : []))
    .at(-1);
}
