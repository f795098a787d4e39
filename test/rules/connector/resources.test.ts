import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResourceDefinition } from "../../../host-sim/emulators/connector/index.js";
import { connectorBench } from "../../support/connector-bench.js";

const RESOURCES: readonly ResourceDefinition[] = [
  { alias: "temperature", format: "number" },
  { alias: "state", format: "string", settable: true },
  { alias: "open", format: "boolean" },
];

test("CN-RES-1: the payload is the value in the resource's format, stamped in microseconds", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const before = Date.now() * 1000;
  const payloads = { temperature: "-1.5e1", state: "on the way", open: "true" };
  for (const [alias, payload] of Object.entries(payloads)) probe.publish(`$resource/${alias}`, payload);
  await probe.expectNothing();
  const readings = await bench.connector.read("dev1");
  assert.deepEqual(
    readings.map(({ reported }) => reported),
    [-15, "on the way", true],
  );
  for (const { timestamp } of readings) {
    assert.ok(
      timestamp !== null && timestamp >= before - 1e6 && timestamp <= Date.now() * 1000 + 1e6,
      `${timestamp}`,
    );
  }
});

for (const topic of ["$resource", "$resource/"]) {
  test(`CN-RES-2: ${topic} carries several values in one JSON object`, async (t) => {
    const bench = await connectorBench(t, { resources: RESOURCES });
    const probe = await bench.device("dev1");
    probe.publish(topic, '{"state": "on", "temperature": 25}', { id: 1 });
    await probe.expectPacket("puback");
    const readings = await bench.connector.read("dev1");
    assert.deepEqual(
      readings.map(({ reported }) => reported),
      [25, "on", null],
    );
  });
}

test("CN-RES-3: a batch is taken over with its own timestamps, and the newest entry is the current value", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const batch = [
    { timestamp: 1_531_111_132_000_000, values: { temperature: 26 } },
    { timestamp: 1_531_111_131_679_000, values: { state: "on", temperature: 25 } },
  ];
  probe.publish("$resource.batch", JSON.stringify(batch), { id: 1 });
  await probe.expectPacket("puback");
  const [temperature, state] = await bench.connector.read("dev1");
  assert.equal(temperature?.reported, 26);
  assert.equal(temperature?.timestamp, 1_531_111_132_000_000);
  assert.equal(state?.timestamp, 1_531_111_131_679_000);
  const recorded = bench.connector.events().flatMap((event) => (event.event === "reported" ? [event] : []));
  assert.deepEqual(
    recorded.map(({ value, current }) => [value, current]),
    [
      [26, true],
      ["on", true],
      [25, false],
    ],
  );
  assert.ok(recorded.every(({ via }) => via === "batch"));
  assert.equal(bench.connector.events().filter(({ event }) => event === "flagged").length, 0);
});

test("CN-RES-3: a batch in seconds is taken over and flagged once in the event log", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const batch = [1_531_111_131, 1_531_111_132].map((timestamp) => ({
    timestamp,
    values: { temperature: 20 },
  }));
  probe.publish("$resource.batch", JSON.stringify(batch), { id: 1 });
  await probe.expectPacket("puback");
  const flagged = bench.connector
    .events()
    .flatMap((event) => (event.event === "flagged" ? [event.timestamp] : []));
  assert.deepEqual(flagged, [1_531_111_131]);
  assert.equal(bench.connector.events().filter(({ event }) => event === "reported").length, 2);
});

test("CN-RES-4: a change arrives on the plain topic by default", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  await bench.connector.write("dev1", "state", "off");
  assert.deepEqual(await probe.expectPublish(), { topic: "$resource/state", payload: "off", qos: 0 });
});

test("CN-RES-4: by option the topic ends in the change's time in microseconds", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES, stampedTopics: true });
  const probe = await bench.device("dev1");
  const { timestamp } = await bench.connector.write("dev1", "state", "off");
  assert.ok(timestamp > 1e15);
  assert.equal((await probe.expectPublish()).topic, `$resource/state/${timestamp}`);
});

test("CN-RES-5: a write is pending until the device publishes the value it took over", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  await bench.connector.write("dev1", "state", "off");
  assert.equal((await probe.expectPublish()).payload, "off");
  const [written] = await bench.connector.read("dev1", "state");
  assert.deepEqual([written?.set, written?.reported, written?.pending], ["off", null, true]);
  probe.publish("$resource/state", "off", { id: 1 });
  await probe.expectPacket("puback");
  const [acknowledged] = await bench.connector.read("dev1", "state");
  assert.deepEqual([acknowledged?.set, acknowledged?.reported, acknowledged?.pending], ["off", "off", false]);
  assert.equal((await bench.event("reported")).settles, true);
});

test("CN-RES-6: a JSON document is raw text alone and an escaped string among several", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const document = '{"channels": {"001": {"display_name": "Ölstand \\"A\\""}}}';
  probe.publish("$resource/state", document, { id: 1 });
  await probe.expectPacket("puback");
  assert.equal((await bench.connector.read("dev1", "state"))[0]?.reported, document);
  const other = '{"channels": {}}';
  probe.publish("$resource", JSON.stringify({ state: other }), { id: 2 });
  await probe.expectPacket("puback");
  const batch = [{ timestamp: Date.now() * 1000 + 60e6, values: { state: document } }];
  assert.equal((await bench.connector.read("dev1", "state"))[0]?.reported, other);
  probe.publish("$resource.batch", JSON.stringify(batch), { id: 3 });
  await probe.expectPacket("puback");
  assert.equal((await bench.connector.read("dev1", "state"))[0]?.reported, document);
  await bench.connector.write("dev1", "state", document);
  assert.equal((await probe.expectPublish()).payload, document);
});

test("CN-RES-6: a JSON object that is not escaped is no string value", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.publish("$resource", '{"state": {"channels": {}}}', { id: 1 });
  await probe.expectPacket("puback");
  await bench.event("rejected", ({ resource, reason }) => resource === "state" && reason === "wrong-format");
});
