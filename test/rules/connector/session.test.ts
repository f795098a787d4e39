import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResourceDefinition } from "../../../host-sim/emulators/connector/index.js";
import { connectorBench } from "../../support/connector-bench.js";

const RESOURCES: readonly ResourceDefinition[] = [
  { alias: "temperature", format: "number" },
  { alias: "led", format: "boolean", settable: true },
  { alias: "document", format: "string", settable: true },
];

test("CN-SES-1: a will is ignored and never delivered, not even to the device itself", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const token = await bench.activate("dev1");
  const probe = await bench.connect();
  const will = { topic: "$resource/temperature", payload: Buffer.from("99"), qos: 1 as const, retain: true };
  probe.send({
    cmd: "connect",
    clientId: "",
    username: "dev1",
    password: Buffer.from(token),
    keepalive: 60,
    will,
  });
  assert.equal((await probe.expectPacket("connack")).returnCode, 0);
  await probe.close();
  await bench.event(
    "disconnected",
    ({ device, reason }) => device === "dev1" && reason === "connection-lost",
  );
  const [temperature] = await bench.connector.read("dev1", "temperature");
  assert.equal(temperature?.reported, null);
});

for (const clean of [true, false]) {
  test(`CN-SES-2: with Clean Session ${clean}, changes made while the device was away are sent`, async (t) => {
    const bench = await connectorBench(t, { resources: RESOURCES });
    const token = await bench.activate("dev1");
    await bench.connector.write("dev1", "led", true);
    const probe = await bench.connect();
    probe.send({
      cmd: "connect",
      clientId: "dev1",
      username: "dev1",
      password: Buffer.from(token),
      keepalive: 60,
      clean,
    });
    await probe.expectPacket("connack");
    assert.deepEqual(await probe.expectPublish(), { topic: "$resource/led", payload: "true", qos: 0 });
  });
}

for (const sessionPresent of [true, false]) {
  test(`CN-SES-3: Session Present is 1, and 0 by option (${sessionPresent})`, async (t) => {
    const bench = await connectorBench(t, sessionPresent ? {} : { sessionPresent });
    const probe = await bench.connect();
    probe.send({ cmd: "connect", clientId: "", keepalive: 60, clean: true });
    assert.equal((await probe.expectPacket("connack")).sessionPresent, sessionPresent);
  });
}

test("CN-SES-4: a retained report counts like any other and is not replayed at the next login", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const token = await bench.activate("dev1");
  const probe = await bench.login("dev1", token);
  probe.publish("$resource/temperature", "20", { id: 1, retain: true });
  await probe.expectPacket("puback");
  const again = await bench.login("dev1", token);
  await again.expectNothing();
});

test("CN-SES-5: QoS 1 is answered by PUBACK, QoS 0 by nothing, and QoS 2 is treated as QoS 0", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.publish("$resource/temperature", "1");
  await probe.expectNothing();
  probe.publish("$resource/temperature", "2", { id: 513 });
  assert.equal((await probe.expectPacket("puback")).messageId, 513);
  probe.publish("$resource/temperature", "3", { id: 7, qos: 2 });
  await probe.expectNothing();
  const values = bench.connector
    .events()
    .flatMap((event) => (event.event === "reported" ? [event.value] : []));
  assert.deepEqual(values, [1, 2, 3]);
});

test("CN-SES-6: a report sent again with DUP is recorded twice", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  for (const dup of [false, true]) {
    probe.publish("$resource/temperature", "20", { id: 9, dup });
    await probe.expectPacket("puback");
  }
  assert.equal(bench.connector.events().filter(({ event }) => event === "reported").length, 2);
});

test("CN-SES-6: DUP with QoS 0 disconnects the device", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.publish("$resource/temperature", "20", { dup: true });
  await probe.expectClosed();
  await bench.event("disconnected", ({ reason }) => reason === "dup-without-qos");
});

for (const cmd of ["puback", "pubrec", "pubrel", "pubcomp"] as const) {
  test(`CN-SES-7: a device that sends ${cmd.toUpperCase()} is disconnected at once`, async (t) => {
    const bench = await connectorBench(t);
    const probe = await bench.device("dev1");
    probe.send({ cmd, messageId: 1 });
    await probe.expectClosed();
    await bench.event("disconnected", ({ reason }) => reason === "acknowledgement-sent");
  });
}

test("CN-SES-8: every change arrives at QoS 0 without a subscription", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  for (const value of [true, false]) {
    await bench.connector.write("dev1", "led", value);
    assert.deepEqual(await probe.expectPublish(), { topic: "$resource/led", payload: String(value), qos: 0 });
  }
});

const FILTERS = {
  "#": 0,
  $content: 0,
  "$provision/dev1": 0,
  "$resource/#": 0,
  "$resource/+": 0,
  "$resource/led": 0,
  "$provision/dev2": 0x80,
  "$provision/+": 0x80,
  $resource: 0x80,
  "$resource.batch": 0x80,
  "$resource/led/+": 0x80,
  "+": 0x80,
  led: 0x80,
} as const;

test("CN-SES-9: valid filters are granted QoS 0 whatever was asked, all others fail", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const subscriptions = Object.keys(FILTERS).map((topic, index) => ({
    topic,
    qos: (index % 3) as 0 | 1 | 2,
  }));
  probe.send({ cmd: "subscribe", messageId: 77, subscriptions });
  const { messageId, granted } = await probe.expectPacket("suback");
  assert.equal(messageId, 77);
  assert.deepEqual(
    Object.fromEntries(subscriptions.map(({ topic }, index) => [topic, granted[index]])),
    FILTERS,
  );
});

test("CN-SES-9: subscribing changes nothing: one change still arrives once", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.send({
    cmd: "subscribe",
    messageId: 1,
    subscriptions: ["#", "$resource/#"].map((topic) => ({ topic, qos: 1 })),
  });
  await probe.expectPacket("suback");
  await bench.connector.write("dev1", "led", true);
  assert.equal((await probe.expectPublish()).topic, "$resource/led");
  await probe.expectNothing();
});

test("CN-SES-10: UNSUBSCRIBE is answered and changes still arrive", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.send({ cmd: "unsubscribe", messageId: 5, unsubscriptions: ["$resource/#", "#"] });
  assert.equal((await probe.expectPacket("unsuback")).messageId, 5);
  await bench.connector.write("dev1", "led", true);
  assert.equal((await probe.expectPublish()).payload, "true");
});

const FORBIDDEN_TOPICS = [
  "temperature",
  "$resource/temperature/1",
  "$resource.batch/x",
  "$content/file",
  "$provision/dev2",
  "$provision/",
  "$SYS/uptime",
  "$Resource/temperature",
];
for (const topic of FORBIDDEN_TOPICS) {
  test(`CN-SES-11: a publish to ${topic} disconnects the device at once`, async (t) => {
    const bench = await connectorBench(t, { resources: RESOURCES });
    const probe = await bench.device("dev1");
    probe.publish(topic, "1", { id: 1 });
    await probe.expectClosed();
    await bench.event("disconnected", ({ reason }) => reason === "topic-not-allowed");
  });
}

test("CN-SES-11: $content, $resource, $resource/, $resource/<alias> and $resource.batch are open to a device", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const payloads = {
    $resource: '{"temperature": 1}',
    "$resource/": '{"temperature": 2}',
    "$resource/temperature": "3",
    "$resource.batch": '[{"timestamp": 1531111131679000, "values": {"temperature": 4}}]',
  };
  let id = 0;
  for (const [topic, payload] of Object.entries(payloads)) {
    id += 1;
    probe.publish(topic, payload, { id });
    assert.equal((await probe.expectPacket("puback")).messageId, id);
  }
  probe.publish("$content", "");
  assert.deepEqual(await probe.expectPublish(), { topic: "$content", payload: "[]", qos: 0 });
});

test("CN-SES-12: a resource's topic is a separate stream for each device", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const [one, two] = [await bench.device("dev1"), await bench.device("dev2")];
  one.publish("$resource/temperature", "20", { id: 1 });
  await one.expectPacket("puback");
  await bench.connector.write("dev1", "led", true);
  assert.equal((await one.expectPublish()).topic, "$resource/led");
  await two.expectNothing();
  const [temperature] = await bench.connector.read("dev2", "temperature");
  assert.equal(temperature?.reported, null);
});

test("CN-SES-13: a value of 1,048,576 bytes is taken, one byte more is acknowledged and rejected", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const largest = "x".repeat(1_048_576);
  probe.publish("$resource/document", largest, { id: 1 });
  await probe.expectPacket("puback");
  const [before] = await bench.connector.read("dev1", "document");
  assert.equal(before?.reported, largest);
  probe.publish("$resource/document", `${largest}y`, { id: 2 });
  await probe.expectPacket("puback");
  await bench.event("rejected", ({ resource, reason }) => resource === "document" && reason === "too-large");
  const [after] = await bench.connector.read("dev1", "document");
  assert.equal(after?.reported, largest);
});

test("CN-SES-13: the largest value also travels to the device in one piece", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const largest = "z".repeat(1_048_576);
  await bench.connector.write("dev1", "document", largest);
  assert.equal((await probe.expectPublish()).payload, largest);
  await assert.rejects(bench.connector.write("dev1", "document", `${largest}z`), { code: "too-large" });
});

test("part 4: a second login with the same credentials takes over", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const token = await bench.activate("dev1");
  const first = await bench.login("dev1", token);
  const second = await bench.login("dev1", token);
  await first.expectClosed();
  await bench.event("disconnected", ({ device, reason }) => device === "dev1" && reason === "taken-over");
  await bench.connector.write("dev1", "led", true);
  assert.equal((await second.expectPublish()).payload, "true");
});
