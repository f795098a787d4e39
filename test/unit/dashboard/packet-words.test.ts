import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { messageFor } from "../../../host-sim/dashboard/packet-words.js";
import type { MessageEntry } from "../../../host-sim/dashboard/protocol.js";
import type { PacketNote } from "../../../host-sim/emulators/connector/index.js";

type Case = readonly [Omit<PacketNote, "connection">, Omit<MessageEntry, "time">];

const told: readonly Case[] = [
  [
    { direction: "received", packet: "connect", keepAlive: 60, cleanSession: true },
    { from: "device", packet: "CONNECT", detail: "connection 3, keep-alive 60 s, clean session" },
  ],
  [
    { direction: "received", packet: "connect", keepAlive: 0, cleanSession: false },
    { from: "device", packet: "CONNECT", detail: "connection 3, no keep-alive" },
  ],
  [
    { direction: "sent", packet: "connack", returnCode: 0, sessionPresent: true },
    { from: "cloud", packet: "CONNACK", detail: "connection 3, code 0 accepted, session present" },
  ],
  [
    { direction: "sent", packet: "connack", returnCode: 4, sessionPresent: false },
    {
      from: "cloud",
      packet: "CONNACK",
      detail: "connection 3, code 4 bad user name or password",
      trouble: true,
    },
  ],
  [
    { direction: "received", packet: "disconnect" },
    { from: "device", packet: "DISCONNECT", detail: "connection 3" },
  ],
  [
    { direction: "received", packet: "pingreq" },
    { from: "device", packet: "PINGREQ", detail: "" },
  ],
  [
    {
      direction: "received",
      packet: "subscribe",
      id: 7,
      filters: [
        { filter: "$resource/#", qos: 1 },
        { filter: "secret/+", qos: 0 },
      ],
    },
    { from: "device", packet: "SUBSCRIBE", detail: "id 7, $resource/# at QoS 1, secret/+ at QoS 0" },
  ],
  [
    { direction: "sent", packet: "suback", id: 7, granted: [0, 128] },
    { from: "cloud", packet: "SUBACK", detail: "id 7, granted QoS 0, refused", trouble: true },
  ],
  [
    { direction: "received", packet: "unsubscribe", id: 8, filters: [{ filter: "$resource/#" }] },
    { from: "device", packet: "UNSUBSCRIBE", detail: "id 8, $resource/#" },
  ],
  [
    { direction: "sent", packet: "unsuback", id: 8 },
    { from: "cloud", packet: "UNSUBACK", detail: "id 8" },
  ],
  [
    { direction: "received", packet: "publish", topic: "$resource/led", qos: 1, id: 9, sizeBytes: 4 },
    { from: "device", packet: "PUBLISH", topic: "$resource/led", detail: "QoS 1, id 9, 4 bytes" },
  ],
  [
    {
      direction: "received",
      packet: "publish",
      topic: "$resource/led",
      qos: 1,
      id: 9,
      dup: true,
      retain: true,
      sizeBytes: 4,
    },
    {
      from: "device",
      packet: "PUBLISH",
      topic: "$resource/led",
      detail: "QoS 1, id 9, DUP, retain, 4 bytes",
    },
  ],
  [
    { direction: "sent", packet: "puback", id: 9 },
    { from: "cloud", packet: "PUBACK", detail: "id 9" },
  ],
  [
    { direction: "sent", packet: "publish", topic: "$resource/led", qos: 0, sizeBytes: 1 },
    { from: "cloud", packet: "PUBLISH", topic: "$resource/led", detail: "QoS 0, 1 byte" },
  ],
  [
    { direction: "received", packet: "publish", topic: "$provision/dev-1", qos: 1, id: 1, sizeBytes: 0 },
    { from: "device", packet: "PUBLISH", topic: "$provision/dev-1", detail: "QoS 1, id 1, empty" },
  ],
  [
    { direction: "sent", packet: "publish", topic: "$provision/dev-1", qos: 0, sizeBytes: 40 },
    {
      from: "cloud",
      packet: "PUBLISH",
      topic: "$provision/dev-1",
      detail: "QoS 0, 40 bytes, a credential, not shown",
    },
  ],
];

describe("a packet in words", () => {
  for (const [note, words] of told) {
    it(`${words.from} ${words.packet} ${words.topic ?? ""} ${words.detail}`, () => {
      assert.deepEqual(messageFor({ connection: 3, ...note }, 17), { time: 17, ...words });
    });
  }

  it("clips a topic that fills the page", () => {
    const note = { direction: "received", packet: "publish", topic: "t".repeat(65_535) } as const;
    assert.equal(messageFor({ connection: 1, ...note }, 0).topic?.length, 200);
  });

  it("shows nothing of a note but what it has words for", () => {
    const secretive = {
      connection: 1,
      direction: "received",
      username: "S3CRET",
      password: "S3CRET",
      payload: "S3CRET",
    } as const;
    const notes: readonly PacketNote[] = [
      { ...secretive, packet: "connect" },
      { ...secretive, packet: "publish", topic: "$provision/dev-1", sizeBytes: 6 },
    ];
    for (const note of notes) assert.doesNotMatch(JSON.stringify(messageFor(note, 0)), /S3CRET/);
  });
});
