import assert from "node:assert/strict";
import { it } from "node:test";
import { describeClients } from "./mqtt-bench.js";

describeClients("closed in the wrong place", ({ start, enter }) => {
  it("ends the device inside onReadable", async (t) => {
    const { peer, program } = await enter(t, "closeInReadable");
    peer.publish("t", "value");
    assert.equal((await program.exit()).kind, "crash");
  });

  it("ends the device before the name is resolved", async (t) => {
    const { program } = await start(t, "closeEarly");
    assert.equal((await program.exit()).kind, "crash");
  });

  it("is fine inside onControl", async (t) => {
    const { peer, program } = await enter(t, "closeInControl");
    assert.equal(await program.report(), "alive");
    await peer.over();
  });
});

describeClients("keeping alive", ({ enter }) => {
  it("pings whatever else is sent, and gives up where no answer comes", async (t) => {
    const { peer, program } = await enter(t, "keepAlive");
    await peer.packet("pingreq");
    peer.send({ cmd: "pingresp" });
    await peer.packet("pingreq");
    // Other packets are no sign of life.
    peer.publish("t", "value");
    assert.equal(((await program.report()) as unknown[])[0], "control");
    assert.equal(((await program.report()) as unknown[])[2], "value");
    assert.deepEqual(await program.report(), ["error", 0]);
    await peer.over();
  });

  it("lets the application ping", async (t) => {
    const { peer, program } = await enter(t, "ping");
    await peer.packet("pingreq");
    peer.send({ cmd: "pingresp" });
    assert.deepEqual(await program.report(), ["control", 13, null, null]);
  });
});
