import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { describeClients, silence } from "./mqtt-bench.js";

describeClients("receiving", ({ enter }) => {
  it("offers a message with topic, length and QoS", async (t) => {
    const { peer, program } = await enter(t, "read");
    peer.publish("a/b", "value");
    peer.publish("c", "x");
    assert.deepEqual(await program.report(), [
      5,
      { topic: "a/b", byteLength: 5, QoS: 0, more: false },
      "value",
    ]);
    assert.deepEqual(await program.report(), [1, { topic: "c", byteLength: 1, QoS: 0, more: false }, "x"]);
  });

  it("offers a long message in fragments, of which only the first says what it is", async (t) => {
    const { peer, program } = await enter(t, "read");
    peer.publish("t", "x".repeat(20_000));
    let length = 0;
    for (let isFirst = true; length < 20_000; isFirst = false) {
      const [count, options] = (await program.report()) as [number, object];
      length += count;
      const more = length < 20_000;
      assert.deepEqual(options, isFirst ? { topic: "t", byteLength: 20_000, QoS: 0, more } : { more });
      assert.ok(count <= 8192);
    }
    peer.publish("t", "next");
    assert.equal(((await program.report()) as unknown[])[2], "next");
  });

  it("lets a fragment be read in pieces, never more than it has", async (t) => {
    const { peer, program } = await enter(t, "readInPieces");
    peer.publish("t", "abcde");
    assert.deepEqual(await program.report(), [5, false, 2, [0x61, 0x62], "cde", true]);
  });

  it("looks at nothing else until a message was read", async (t) => {
    const { peer, program } = await enter(t, "readLater");
    peer.publish("first", "1");
    peer.publish("second", "2");
    peer.send({ cmd: "puback", messageId: 1 });
    assert.deepEqual(await program.report(), ["readable", "first"]);
    assert.deepEqual(program.left(), []);
    assert.deepEqual(await program.report(), ["readable", "second"]);
    assert.deepEqual(await program.report(), ["control", 4, 1, null]);
  });

  it("acknowledges QoS 1 by itself, before the application has read", async (t) => {
    const { peer, program } = await enter(t, "readNever");
    peer.publish("t", "value", 77);
    assert.equal((await peer.packet("puback")).messageId, 77);
    assert.equal(await program.report(), 5);
  });

  it("goes through the four steps of QoS 2", async (t) => {
    const { peer, program } = await enter(t, "read");
    peer.publish("t", "value", 78, 2);
    assert.equal((await peer.packet("pubrec")).messageId, 78);
    peer.send({ cmd: "pubrel", messageId: 78 });
    assert.equal((await peer.packet("pubcomp")).messageId, 78);
    assert.equal(((await program.report()) as unknown[])[2], "value");
    assert.deepEqual(await program.report(), ["control", 6, 78, null]);
    peer.send({ cmd: "pubrec", messageId: 5 });
    assert.equal((await peer.packet("pubrel")).messageId, 5);
  });

  it("is deaf for ever after a message without payload", async (t) => {
    const { peer, program } = await enter(t, "read");
    peer.publish("t", "");
    peer.publish("t", "unheard");
    await wait(silence);
    assert.deepEqual(program.left(), []);
  });

  it("has lost its place when the application threw: every later packet throws", async (t) => {
    const { peer, program } = await enter(t, "throwing");
    peer.publish("t", "1");
    assert.deepEqual(await program.report(), ["thrown", "RangeError"]);
    peer.send({ cmd: "pingresp" });
    assert.deepEqual(await program.report(), ["thrown", "TypeError"]);
  });

  it("does not even look at later packets where the application threw before it had read", async (t) => {
    const { peer, program } = await enter(t, "throwingUnread");
    peer.publish("t", "1");
    assert.deepEqual(await program.report(), ["thrown", "RangeError"]);
    peer.send({ cmd: "pingresp" });
    await wait(silence);
    assert.deepEqual(program.left(), []);
  });

  it("ends with an error where the server speaks no MQTT", async (t) => {
    const { peer, program } = await enter(t, "read");
    peer.sendBytes(0x00, 0x00);
    assert.deepEqual(await program.report(), ["error", 0]);
    await peer.over();
  });

  it("tells the end of the connection as an error without a reason", async (t) => {
    const { peer, program } = await enter(t, "read");
    peer.end();
    assert.deepEqual(await program.report(), ["error", 0]);
  });
});
