import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { connectorBench } from "../../../support/connector-bench.js";

test("a client that never sends CONNECT is closed at the deadline", async (t) => {
  const bench = await connectorBench(t, { limits: { connectTimeout: 200 } });
  const probe = await bench.connect();
  await probe.expectClosed();
  await bench.event("disconnected", ({ reason }) => reason === "no-connect");
});

test("a keep-alive shorter than the deadline for CONNECT is kept too", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.connect();
  const opened = performance.now();
  probe.send({ cmd: "connect", clientId: "", keepalive: 1 });
  await probe.expectPacket("connack");
  await probe.expectClosed(4_000);
  assert.ok(performance.now() - opened >= 1_490, `closed after ${performance.now() - opened} ms`);
  await bench.event("disconnected", ({ reason }) => reason === "keep-alive");
});

test("a client that does not read is given up before much is held for it", async (t) => {
  const bench = await connectorBench(t, {
    resources: [{ alias: "document", format: "string", settable: true }],
  });
  const probe = await bench.device("dev1");
  probe.socket.pause();
  const value = "x".repeat(1_000_000);
  let writes = 0;
  while ((await bench.connector.list())[0]?.connected === true && writes < 100) {
    writes += 1;
    await bench.connector.write("dev1", "document", value);
    await new Promise(setImmediate);
  }
  await bench.event("disconnected", ({ device, reason }) => device === "dev1" && reason === "slow-reader");
  assert.ok(writes < 40, `${writes} MB were taken`);
});

test("handshakes that never end do not hold up closing", async (t) => {
  const bench = await connectorBench(t);
  const socket = connect({ host: "127.0.0.1", port: bench.connector.port });
  t.after(() => socket.destroy());
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  const started = performance.now();
  await bench.connector.close();
  assert.ok(performance.now() - started < 2_000);
});
