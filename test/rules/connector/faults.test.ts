import assert from "node:assert/strict";
import { test } from "node:test";
import { connectControl } from "../../../host-sim/emulators/connector/control-client.js";
import type { ConnectorOptions } from "../../../host-sim/emulators/connector/index.js";
import { type ConnectorBench, connectorBench } from "../../support/connector-bench.js";
import { MqttProbe } from "../../support/mqtt-probe.js";

const OPTIONS: Partial<ConnectorOptions> = {
  resources: [{ alias: "a", format: "number", settable: true }],
};
const CONNECT = { cmd: "connect", clientId: "", keepalive: 60 } as const;

test("refuse-connack: any return code, for as many logins as wanted, and for the device named only", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const token = await bench.activate("dev1");
  await bench.connector.inject({ kind: "refuse-connack", code: 3, times: 1 });
  await assert.rejects(bench.login("dev1", token), /refused with 3/);
  await bench.login("dev1", token);
  await bench.connector.inject({ kind: "refuse-connack", code: 5, device: "dev1" });
  await assert.rejects(bench.login("dev1", token), /refused with 5/);
  await bench.device("dev2");
});

test("delay-connack and delay-puback hold a packet back by the time given", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const token = await bench.activate("dev1");
  await bench.connector.inject({ kind: "delay-connack", milliseconds: 150, times: 1 });
  await bench.connector.inject({ kind: "delay-puback", milliseconds: 150, times: 1 });
  const started = performance.now();
  const probe = await bench.login("dev1", token);
  assert.ok(performance.now() - started >= 150);
  probe.publish("$resource/a", "1", { id: 1 });
  await probe.expectNothing(); // The PINGRESP overtakes it.
  await probe.expectPacket("puback");
  assert.ok(performance.now() - started >= 300);
});

test("lose-puback: the report sent again is counted twice (CN-SES-6)", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const probe = await bench.device("dev1");
  await bench.connector.inject({ kind: "lose-puback", times: 1 });
  probe.publish("$resource/a", "1", { id: 1 });
  await probe.expectNothing();
  probe.publish("$resource/a", "1", { id: 1, dup: true });
  await probe.expectPacket("puback");
  assert.equal(bench.connector.events().filter(({ event }) => event === "reported").length, 2);
});

test("lose-provisioning-answer: the identity is taken and nobody has its token (CN-PROV-7)", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  await bench.connector.inject({ kind: "lose-provisioning-answer", device: "dev1", times: 1 });
  const probe = await bench.anonymous();
  probe.publish("$provision/dev1", "", { id: 1 });
  await probe.expectNothing();
  const second = await bench.anonymous();
  second.publish("$provision/dev1", "", { id: 1 });
  await second.expectClosed();
  await bench.event("refused", ({ reason }) => reason === "already-provisioned");
  await bench.connector.revoke("dev1");
  await bench.device("dev1");
});

test("lose-provisioning-answer with a password: the login tells the device that it worked (CN-PROV-3)", async (t) => {
  const bench = await connectorBench(t, { ...OPTIONS, authentication: "password" });
  await bench.connector.inject({ kind: "lose-provisioning-answer", times: 1 });
  const probe = await bench.anonymous();
  probe.publish("$provision/dev1", "a password of the device", { id: 1 });
  await probe.expectNothing();
  await bench.login("dev1", "a password of the device");
});

test("drop: the connection ends at byte n, in the middle of a report or of an answer", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const token = await bench.activate("dev1");
  const reporting = await bench.login("dev1", token);
  await bench.connector.inject({ kind: "drop", bytes: 5, times: 1 });
  reporting.publish("$resource/a", "1", { id: 1 });
  await reporting.expectClosed();
  assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, null);
  const { device } = await bench.event("disconnected", ({ reason }) => reason === "dropped");
  assert.equal(device, "dev1");
  const waiting = await bench.login("dev1", token);
  await bench.connector.inject({ kind: "drop", bytes: 3, direction: "sent", times: 1 });
  waiting.publish("$resource/a", "2", { id: 1 });
  await waiting.expectClosed();
  assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, 2);
  await bench.login("dev1", token);
});

test("stall: TCP and TLS work, nothing is answered; what was sent meanwhile is answered when it ends", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const online = await bench.device("dev1");
  await bench.connector.inject({ kind: "stall" });
  online.publish("$resource/a", "1", { id: 1 });
  const fresh = await bench.connect();
  fresh.send(CONNECT);
  await assert.rejects(fresh.expectPacket("connack", 200), /nothing came within 200 ms/);
  assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, null);
  await bench.connector.clearFaults();
  await online.expectPacket("puback");
  await fresh.expectPacket("connack");
});

test("half-open: the cloud sees the device gone while its socket stays open and mute", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const token = await bench.activate("dev1");
  const forgotten = await bench.login("dev1", token);
  await bench.connector.inject({ kind: "half-open", device: "dev1" });
  assert.equal((await bench.connector.list())[0]?.connected, false);
  forgotten.send({ cmd: "pingreq" });
  await assert.rejects(forgotten.expectPacket("pingresp", 200), /nothing came within 200 ms/);
  const fresh = await bench.login("dev1", token);
  await fresh.expectNothing();
  await bench.connector.clearFaults();
  await forgotten.expectClosed();
  await fresh.expectNothing();
});

test("slow-link: a report takes its time on the way", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const probe = await bench.device("dev1");
  await bench.connector.inject({ kind: "slow-link", bytesPerSecond: 100, latency: 50 });
  const started = performance.now();
  probe.publish("$resource/a", "1", { id: 1 });
  await probe.expectPacket("puback");
  const took = performance.now() - started;
  assert.ok(took >= 300, `${took} ms`); // 18 bytes there and 4 back at 10 ms each, twice the latency.
});

test("clock-skew: the Connector's stamps are off", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const probe = await bench.device("dev1");
  await bench.connector.inject({ kind: "clock-skew", milliseconds: -86_400_000 });
  probe.publish("$resource/a", "1", { id: 1 });
  await probe.expectPacket("puback");
  const { timestamp } = await bench.event("reported");
  assert.ok(timestamp < (Date.now() - 86_000_000) * 1000);
});

const FLAWS = [
  ["expired", "CERT_HAS_EXPIRED"],
  ["wrong-name", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["unknown-ca", "SELF_SIGNED_CERT_IN_CHAIN"],
  ["other-key", "CERT_SIGNATURE_FAILURE"],
] as const;
for (const [flaw, code] of FLAWS) {
  test(`bad-certificate: a client that verifies meets ${code} where the flaw is ${flaw}, and is let in after it`, async (t) => {
    const bench = await connectorBench(t, OPTIONS);
    await bench.connector.inject({ kind: "bad-certificate", flaw, times: 1 });
    const { port, ca, host } = bench.connector;
    await assert.rejects(MqttProbe.open({ port, ca, host }), { code });
    await bench.event("fault", ({ phase }) => phase === "ended");
    await bench.anonymous();
  });
}

test("faults are set, listed and cleared over the control side as in process", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  const probe = await bench.device("dev1");
  const control = await connectControl({ stateDir: bench.stateDir });
  const fault = { kind: "lose-puback", device: "dev1" } as const;
  const { id, until } = await control.inject(fault, { for: 60_000 });
  assert.deepEqual(await control.faults(), [{ id, fault, until }]);
  assert.deepEqual(await bench.connector.faults(), await control.faults());
  assert.ok(until !== null && Math.abs(until - Date.now() - 60_000) < 5_000);
  probe.publish("$resource/a", "1", { id: 1 });
  await probe.expectNothing();
  await control.clearFaults();
  assert.deepEqual(await control.faults(), []);
  probe.publish("$resource/a", "1", { id: 2 });
  await probe.expectPacket("puback");
});

test("a fault that makes no sense is refused by the name of its field, in process and over HTTP alike", async (t) => {
  const bench = await connectorBench(t, OPTIONS);
  for (const control of [bench.connector, await connectControl({ stateDir: bench.stateDir })]) {
    const inject = (fault: unknown, options = {}) => control.inject(fault as { kind: "stall" }, options);
    const refusal = (message: RegExp) => ({ name: "ControlError", code: "bad-value", message });
    await assert.rejects(inject({ kind: "drop" }), refusal(/^fault\.bytes: is missing$/));
    await assert.rejects(inject(undefined), refusal(/^fault: expected Object, found undefined$/));
    await assert.rejects(inject({ kind: "stall" }, { for: -1 }), refusal(/^for: -1 is not a number/));
  }
});

test("a fault ends by itself after the time given, and a script plays by the clock", async (t) => {
  const faults = [{ at: 50, fault: { kind: "refuse-connack", code: 3 }, for: 200 }] as const;
  const bench = await connectorBench(t, { ...OPTIONS, faults });
  const phase = (wanted: string) => bench.event("fault", (event) => event.phase === wanted);
  await phase("injected");
  await assert.rejects(connack(bench), /refused with 3/);
  await phase("ended");
  await connack(bench);
});

test("a script that makes no sense is refused at the start, by the path of the field", async (t) => {
  const faults = [
    { at: 0, fault: { kind: "stall" } },
    { at: -1, fault: { kind: "stall" } },
  ] as const;
  await assert.rejects(connectorBench(t, { faults }), {
    message: /^faults\[1\]\.at: expected >=0, found -1$/,
  });
});

async function connack(bench: ConnectorBench): Promise<void> {
  const probe = await bench.connect();
  probe.send(CONNECT);
  const { returnCode } = await probe.expectPacket("connack");
  if (returnCode !== 0) throw new Error(`refused with ${returnCode}`);
}
