import assert from "node:assert/strict";
import { test } from "node:test";
import { connectorBench } from "../../support/connector-bench.js";

test("CN-PROV-1: an anonymous publish to $provision/<deviceId> is answered there by the token", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.anonymous();
  probe.publish("$provision/AA:BB:CC:DD:EE:FF", "", { id: 3 });
  assert.equal((await probe.expectPacket("puback")).messageId, 3);
  const { topic, payload } = await probe.expectPublish();
  assert.equal(topic, "$provision/AA:BB:CC:DD:EE:FF");
  await bench.login("AA:BB:CC:DD:EE:FF", payload);
  const { device } = await bench.event("activated");
  assert.equal(device, "AA:BB:CC:DD:EE:FF");
});

test("CN-PROV-1: subscribing to the answer first is allowed and not needed", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.anonymous();
  probe.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "$provision/dev1", qos: 1 }] });
  assert.deepEqual((await probe.expectPacket("suback")).granted, [0]);
  probe.publish("$provision/dev1", "");
  assert.equal((await probe.expectPublish()).topic, "$provision/dev1");
  await probe.expectNothing();
});

test("CN-PROV-1: CONNECT and activation may arrive in one segment, or byte by byte", async (t) => {
  const bench = await connectorBench(t);
  const bytes = Buffer.from(
    `101000044d5154540402003c000461626364${"300e000c"}${Buffer.from("$provision/x").toString("hex")}`,
    "hex",
  );
  const whole = await bench.connect();
  whole.sendBytes(bytes);
  await whole.expectPacket("connack");
  assert.equal((await whole.expectPublish()).payload.length, 40);
  await bench.connector.revoke("x");
  const pieces = await bench.connect();
  for (const byte of bytes) pieces.sendBytes(byte);
  await pieces.expectPacket("connack");
  assert.equal((await pieces.expectPublish()).payload.length, 40);
});

test("CN-PROV-2: a token is 40 characters [0-9A-Za-z], different for each device", async (t) => {
  const bench = await connectorBench(t);
  const tokens = [await bench.activate("dev1"), await bench.activate("dev2")];
  for (const token of tokens) assert.match(token, /^[0-9A-Za-z]{40}$/);
  assert.notEqual(tokens[0], tokens[1]);
});

test("CN-PROV-2: a token is never in an event", async (t) => {
  const bench = await connectorBench(t);
  const token = await bench.activate("dev1");
  await bench.login("dev1", token);
  await bench.event("connected");
  assert.equal(JSON.stringify(bench.connector.events()).includes(token), false);
});

for (const topic of ["$resource/temperature", "$resource", "$content", "$resource.batch", "temperature"]) {
  test(`CN-PROV-5: an anonymous client that publishes to ${topic} is disconnected`, async (t) => {
    const bench = await connectorBench(t, { resources: [{ alias: "temperature", format: "number" }] });
    const probe = await bench.anonymous();
    probe.publish(topic, "1", { id: 1 });
    await probe.expectClosed();
    await bench.event("disconnected", ({ reason }) => reason === "topic-not-allowed");
  });
}

test("CN-PROV-5: an anonymous client may subscribe to its answer topic only", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.anonymous();
  const topics = ["$provision/dev1", "#", "$resource/#", "$content", "$provision/+", "$provision/#"];
  probe.send({ cmd: "subscribe", messageId: 1, subscriptions: topics.map((topic) => ({ topic, qos: 0 })) });
  assert.deepEqual((await probe.expectPacket("suback")).granted, [0, 0x80, 0x80, 0x80, 0x80, 0x80]);
});

test("CN-PROV-6: without registration only whitelisted identities are activated", async (t) => {
  const bench = await connectorBench(t, { registration: false });
  const stranger = await bench.anonymous();
  stranger.publish("$provision/dev1", "", { id: 1 });
  await stranger.expectClosed();
  await bench.event("refused", ({ device, reason }) => device === "dev1" && reason === "not-whitelisted");
  assert.equal((await bench.connector.enable("dev1")).state, "whitelisted");
  await bench.device("dev1");
  const [summary] = await bench.connector.list();
  assert.deepEqual(summary, { device: "dev1", state: "provisioned", connected: true, pending: 0 });
});

test("CN-PROV-6: an identity that does not fit the format is not activated, nor anybody while provisioning is off", async (t) => {
  const formal = await connectorBench(t, { identity: /^[0-9A-F]{12}$/ });
  const misfit = await formal.anonymous();
  misfit.publish("$provision/dev1", "");
  await misfit.expectClosed();
  await formal.event("refused", ({ reason }) => reason === "bad-identity");
  await formal.activate("AABBCCDDEEFF");

  const closed = await connectorBench(t, { provisioning: false });
  const probe = await closed.anonymous();
  probe.publish("$provision/dev1", "");
  await probe.expectClosed();
  await closed.event("refused", ({ reason }) => reason === "provisioning-off");
});

const IDENTITIES = [
  ["mac", "AABBCCDDEEFF", ["AA:BB:CC:DD:EE:FF", "aabbccddeeff", "AABBCCDDEEF"]],
  ["mac-colons", "AA:BB:CC:DD:EE:FF", ["AABBCCDDEEFF", "AA:BB:CC:DD:EE:FF:00"]],
  ["uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", ["f81d4fae7dec11d0a76500a0c91e6bf6", "dev1"]],
  ["serial", "00001234", ["SN00001234", "123"]],
] as const;
for (const [identity, good, bad] of IDENTITIES) {
  test(`CN-PROV-6: the identity format ${identity} takes ${good} and refuses ${bad.join(" and ")}`, async (t) => {
    const bench = await connectorBench(t, { identity });
    await bench.device(good);
    for (const device of bad) {
      const probe = await bench.anonymous();
      probe.publish(`$provision/${device}`, "", { id: 1 });
      await probe.expectClosed();
      await bench.event("refused", (event) => event.device === device && event.reason === "bad-identity");
      await assert.rejects(bench.connector.enable(device), { code: "bad-value" });
    }
  });
}

test("CN-PROV-6: a client whose address is not on the IP whitelist is closed without an answer", async (t) => {
  const bench = await connectorBench(t, { addresses: ["10.0.0.0/8", "127.0.0.2"] });
  const stranger = await bench.connect();
  await stranger.expectClosed();
  await bench.event("refused", ({ reason }) => reason === "address-not-listed");
  const guest = await bench.connect({ localAddress: "127.0.0.2" });
  guest.send({ cmd: "connect", clientId: "", keepalive: 60 });
  assert.equal((await guest.expectPacket("connack")).returnCode, 0);
});

test("CN-PROV-6: a locked device is kicked, its attempts get no answer, and unlocking lets it in again", async (t) => {
  const bench = await connectorBench(t);
  const token = await bench.activate("dev1");
  const online = await bench.login("dev1", token);
  assert.equal((await bench.connector.lock("dev1")).state, "locked");
  await online.expectClosed();
  for (const password of [token, "wrong"]) {
    const probe = await bench.connect();
    probe.send({
      cmd: "connect",
      clientId: "",
      username: "dev1",
      password: Buffer.from(password),
      keepalive: 60,
    });
    await probe.expectClosed();
  }
  await bench.event("refused", ({ device, reason }) => device === "dev1" && reason === "locked");
  assert.equal((await bench.connector.unlock("dev1")).state, "provisioned");
  await bench.login("dev1", token);
});

test("CN-PROV-6: a locked device cannot activate either, even when its token was revoked", async (t) => {
  const bench = await connectorBench(t);
  await bench.activate("dev1");
  await bench.connector.lock("dev1");
  await bench.connector.revoke("dev1");
  const probe = await bench.anonymous();
  probe.publish("$provision/dev1", "", { id: 1 });
  await probe.expectClosed();
  await bench.event("refused", ({ device, reason }) => device === "dev1" && reason === "locked");
  assert.equal((await bench.connector.unlock("dev1")).state, "reprovision");
  await bench.device("dev1");
});

test("CN-PROV-7: a provisioned identity is not activated again: no answer, connection closed", async (t) => {
  const bench = await connectorBench(t);
  const token = await bench.activate("dev1");
  const second = await bench.anonymous();
  second.publish("$provision/dev1", "", { id: 1 });
  await second.expectClosed();
  await bench.event("refused", ({ device, reason }) => device === "dev1" && reason === "already-provisioned");
  await bench.login("dev1", token);
});

test("CN-PROV-7: revoke kicks the device, ends its token and lets it provision again", async (t) => {
  const bench = await connectorBench(t);
  const token = await bench.activate("dev1");
  const online = await bench.login("dev1", token);
  assert.equal((await bench.connector.revoke("dev1")).state, "reprovision");
  await online.expectClosed();
  await assert.rejects(bench.login("dev1", token), /refused with 4/);
  const fresh = await bench.activate("dev1");
  assert.notEqual(fresh, token);
  await bench.login("dev1", fresh);
});

test("CN-PROV-7: a device set to reprovision stays connected and may activate again, which ends its old token", async (t) => {
  const bench = await connectorBench(t);
  const token = await bench.activate("dev1");
  const online = await bench.login("dev1", token);
  assert.equal((await bench.connector.reprovision("dev1")).state, "reprovision");
  await online.expectNothing();
  await bench.login("dev1", token);
  const fresh = await bench.activate("dev1");
  assert.equal((await bench.connector.list())[0]?.state, "provisioned");
  await assert.rejects(bench.login("dev1", token), /refused with 4/);
  await bench.login("dev1", fresh);
});

test("part 3: a deleted device is unknown and may register again as a new one", async (t) => {
  const bench = await connectorBench(t);
  const token = await bench.activate("dev1");
  const online = await bench.login("dev1", token);
  await bench.connector.delete("dev1");
  await online.expectClosed();
  assert.deepEqual(await bench.connector.list(), []);
  await assert.rejects(bench.login("dev1", token), /refused with 4/);
  await bench.device("dev1");
});

test("part 3: the user name is the deviceId or empty, the token is the password", async (t) => {
  const bench = await connectorBench(t);
  const token = await bench.activate("dev1");
  await bench.activate("dev2");
  await bench.login("", token);
  assert.equal((await bench.event("connected")).device, "dev1");
  await assert.rejects(bench.login("dev2", token), /refused with 4/);
  await assert.rejects(bench.login("nobody", token), /refused with 4/);
  await assert.rejects(bench.login("dev1", ""), /refused with 4/);
});

test("part 4: bad credentials get CONNACK 4, or 5 by option, with Session Present 0", async (t) => {
  for (const refuseWith of [4, 5] as const) {
    const bench = await connectorBench(t, refuseWith === 4 ? {} : { refuseWith });
    const probe = await bench.connect();
    probe.send({
      cmd: "connect",
      clientId: "",
      username: "dev1",
      password: Buffer.from("wrong"),
      keepalive: 60,
    });
    const { returnCode, sessionPresent } = await probe.expectPacket("connack");
    assert.deepEqual([returnCode, sessionPresent], [refuseWith, false]);
    await probe.expectClosed();
    await bench.event("refused", ({ reason }) => reason === "bad-credentials");
  }
});

test("CN-AUTH-1: ClientID is empty or the deviceId; another one makes the connection fail", async (t) => {
  const bench = await connectorBench(t);
  const password = Buffer.from(await bench.activate("dev1"));
  for (const [clientId, expected] of [
    ["", 0],
    ["dev1", 0],
    ["dev2", 2],
  ] as const) {
    const probe = await bench.connect();
    probe.send({ cmd: "connect", clientId, username: "dev1", password, keepalive: 60 });
    assert.equal((await probe.expectPacket("connack")).returnCode, expected, `ClientID "${clientId}"`);
  }
  await bench.event("refused", ({ device, reason }) => device === "dev1" && reason === "client-id-mismatch");
});
