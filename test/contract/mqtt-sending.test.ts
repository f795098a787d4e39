import assert from "node:assert/strict";
import { it } from "node:test";
import { notOnSDK } from "../support/platform.js";
import { describeClients } from "./mqtt-bench.js";

const smaller = notOnSDK("the SDK's sockets for Linux have buffers of 1,536 bytes");

describeClients("sending", ({ enter }) => {
  it(
    "publishes with the flags and identifier given, from views and empty buffers too",
    smaller,
    async (t) => {
      const { peer, program } = await enter(t, "publish");
      const { topic, payload, qos, messageId, retain, dup } = await peer.packet("publish");
      assert.deepEqual(
        [topic, String(payload), qos, messageId, retain, dup],
        ["t", "value", 1, 700, true, true],
      );
      assert.equal(await program.report(), 8192 - 8 - 12);
      assert.equal(String((await peer.packet("publish")).payload), "AB");
      assert.equal((await peer.packet("publish")).payload.length, 0);
      peer.send({ cmd: "puback", messageId: 700 });
      assert.deepEqual(await program.report(), ["control", 4, 700, null]);
    },
  );

  it("makes up identifiers from 2 on, uses them up with every packet, and reaches 0", smaller, async (t) => {
    const { peer } = await enter(t, "ownIds");
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push((await peer.packet("publish")).messageId);
    assert.deepEqual(ids, [2, undefined, 4]);
    await peer.ending([0x32, 6, 0, 1, 0x74, 0, 0, 0x64]);
  });

  it("publishes in fragments, and lets nothing come between", async (t) => {
    const { peer, program } = await enter(t, "fragments");
    assert.deepEqual([await program.report(), await program.report()], ["Error", "Error"]);
    assert.equal(String((await peer.packet("publish")).payload), "hello");
    assert.equal(String((await peer.packet("publish")).payload), "next");
  });

  it("throws before it sends anything where room or length do not suffice", async (t) => {
    const { peer, program } = await enter(t, "overflow");
    assert.deepEqual([await program.report(), await program.report()], ["Error", "Error"]);
    assert.equal(String((await peer.packet("publish")).payload), "fits");
  });

  it("throws early on null, and on text only after the head was sent", async (t) => {
    const { peer, program } = await enter(t, "noBuffer");
    assert.deepEqual([await program.report(), await program.report()], ["TypeError", "TypeError"]);
    assert.equal(String((await peer.packet("publish")).payload), "still there");
    const sent = await peer.bytes(1);
    assert.deepEqual(sent.slice(-3), [0, 1, 0x74]);
  });

  it("subscribes and unsubscribes; no other packet can be sent", async (t) => {
    const { peer, program } = await enter(t, "subscribe");
    const { messageId, subscriptions } = await peer.packet("subscribe");
    assert.equal(messageId, 9);
    assert.deepEqual(
      subscriptions.map(({ topic, qos }) => [topic, qos]),
      [
        ["a/#", 1],
        ["b", 0],
      ],
    );
    assert.deepEqual((await peer.packet("unsubscribe")).unsubscriptions, ["a/#", "b"]);
    assert.equal(await program.report(), "Error");
    peer.send({ cmd: "suback", messageId: 9, granted: [1, 128] });
    assert.deepEqual(await program.report(), ["control", 9, 9, [1, 128]]);
    peer.send({ cmd: "unsuback", messageId: 10, granted: [] });
    assert.deepEqual(await program.report(), ["control", 11, 10, null]);
  });

  it("says goodbye when told to", async (t) => {
    const { peer, program } = await enter(t, "leave");
    await peer.packet("disconnect");
    peer.end();
    assert.deepEqual(await program.report(), ["error", 0]);
  });

  it("closes without a goodbye, twice if need be", async (t) => {
    const { peer } = await enter(t, "closeWithoutGoodbye");
    await peer.over();
    assert.deepEqual(peer.left(), []);
  });

  it("throws on a write after close", async (t) => {
    const { program } = await enter(t, "writeAfterClose");
    assert.equal(await program.report(), "TypeError");
  });
});
