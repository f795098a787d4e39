import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { messageFor } from "../../../host-sim/dashboard/packet-words.js";
import type { MessageEntry } from "../../../host-sim/dashboard/protocol.js";
import type { PacketNote } from "../../../host-sim/emulators/connector/index.js";

type Case = readonly [Omit<PacketNote, "connection">, Omit<MessageEntry, "time">];

const told: readonly Case[] = [
  [
    { direction: "received", packet: "connect" },
    { from: "device", packet: "CONNECT", detail: "connection 3" },
  ],
  [
    { direction: "sent", packet: "connack" },
    { from: "cloud", packet: "CONNACK", detail: "connection 3" },
  ],
  [
    { direction: "received", packet: "pingreq" },
    { from: "device", packet: "PINGREQ", detail: "" },
  ],
  [
    { direction: "received", packet: "publish", topic: "$resource/led", qos: 1, sizeBytes: 4 },
    { from: "device", packet: "PUBLISH", topic: "$resource/led", detail: "QoS 1, 4 bytes" },
  ],
  [
    { direction: "sent", packet: "publish", topic: "$resource/led", qos: 0, sizeBytes: 1 },
    { from: "cloud", packet: "PUBLISH", topic: "$resource/led", detail: "QoS 0, 1 byte" },
  ],
  [
    { direction: "received", packet: "publish", topic: "$provision/dev-1", qos: 1, sizeBytes: 0 },
    { from: "device", packet: "PUBLISH", topic: "$provision/dev-1", detail: "QoS 1, empty" },
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
