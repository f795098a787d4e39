import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { notOnSDK } from "../support/platform.js";
import { describeClients, silence } from "./mqtt-bench.js";

/** CONNECT of a client with an empty identifier, from the flags on. */
function connectBytes(flags: number, ...fields: readonly number[]): number[] {
  return [0x10, 10 + fields.length, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags, 0, 0, ...fields];
}

const smaller = notOnSDK("the SDK's sockets for Linux have buffers of 1,536 bytes");

describeClients("connecting", ({ start }) => {
  it("sends what it was given, the keep-alive in whole seconds", async (t) => {
    const { peer } = await start(t, "fields");
    const { clientId, username, password, clean, keepalive, will } = await peer.packet("connect");
    assert.deepEqual(
      [clientId, username, String(password), clean, keepalive],
      ["device", "name", "secret", false, 60],
    );
    assert.deepEqual([will?.topic, String(will?.payload), will?.qos, will?.retain], ["gone", "bye", 1, true]);
  });

  it("sends an empty identifier and asks for a clean session", async (t) => {
    const { peer } = await start(t, "emptyId");
    assert.deepEqual(await peer.bytes(14), connectBytes(0x02, 0, 0));
  });

  it("sends a password without a user name, against the standard, where the user name is empty", async (t) => {
    const { peer } = await start(t, "passwordOnly");
    const field = [0, 6, ...Buffer.from("secret")];
    assert.deepEqual(await peer.bytes(22), connectBytes(0x42, 0, 0, ...field));
  });

  it("turns a password that is a view into decimal numbers", async (t) => {
    const { peer } = await start(t, "passwordAsView");
    const fields = [0, 1, 0x75, 0, 5, ...Buffer.from("1,2,3")];
    assert.deepEqual(await peer.bytes(24), connectBytes(0xc2, 0, 0, ...fields));
  });

  it("sends a will topic without a flag where the message is missing", async (t) => {
    const { peer } = await start(t, "willWithoutMessage");
    assert.deepEqual(await peer.bytes(17), connectBytes(0x02, 0, 0, 0, 1, 0x74));
  });

  it("is ready with the CONNACK, and writable after it; earlier writes throw", smaller, async (t) => {
    const { peer, program } = await start(t, "ready");
    await peer.packet("connect");
    assert.equal(await program.report(), "Error");
    peer.send({ cmd: "connack", returnCode: 0, sessionPresent: true });
    assert.deepEqual(await program.report(), ["control", 2]);
    assert.deepEqual(await program.report(), ["writable", 8184]);
  });

  it("tells a refusal as an error without the code", async (t) => {
    const { peer, program } = await start(t, "open");
    await peer.packet("connect");
    peer.send({ cmd: "connack", returnCode: 5, sessionPresent: false });
    assert.deepEqual(await program.report(), ["error", 0]);
    await peer.over();
    assert.deepEqual(program.left(), []);
  });

  it("waits for the CONNACK without a time limit of its own", async (t) => {
    const { peer, program } = await start(t, "open");
    await peer.packet("connect");
    await wait(silence);
    assert.deepEqual(program.left(), []);
  });

  it("wants a host, and no format but buffers", async (t) => {
    const { program } = await start(t, "withoutHost");
    assert.deepEqual([await program.report(), await program.report()], ["Error", "RangeError"]);
  });

  it("tells an unknown host as an error", async (t) => {
    const { program } = await start(t, "nowhere");
    assert.deepEqual(await program.report(), ["error", 0]);
  });

  it("tells a socket that cannot be made as an error", async (t) => {
    const { program } = await start(t, "impossibleSocket");
    assert.deepEqual(await program.report(), ["error", 0]);
  });
});
