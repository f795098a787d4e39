import assert from "node:assert/strict";
import { test } from "node:test";
import { connectControl } from "../../../host-sim/emulators/connector/control-client.js";
import type { ResourceDefinition } from "../../../host-sim/emulators/connector/index.js";
import { startConnector } from "../../../host-sim/emulators/connector/index.js";
import { connectorBench, temporaryFolder } from "../../support/connector-bench.js";

const RESOURCES: readonly ResourceDefinition[] = [
  { alias: "level", format: "number", unit: "mm", allowed: [1, "9-11"], settable: true, initial: 1 },
  { alias: "mode", format: "string", allowed: ["auto", "manual"], settable: true },
  { alias: "open", format: "boolean" },
];

test("CN-MOD-1: all devices have the same resources, with format, unit, initial value and whether settable", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  for (const device of ["dev1", "dev2"]) {
    await bench.activate(device);
    const readings = await bench.connector.read(device);
    assert.deepEqual(
      readings.map(({ resource, format, unit, settable, reported, set }) => [
        resource,
        format,
        unit,
        settable,
        reported,
        set,
      ]),
      [
        ["level", "number", "mm", true, 1, 1],
        ["mode", "string", null, true, null, null],
        ["open", "boolean", null, false, null, null],
      ],
    );
  }
});

test("CN-MOD-1: allowed values and inclusive ranges bound writes and reports alike", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  for (const value of [9, 10.5, 11, 1]) await bench.connector.write("dev1", "level", value);
  for (const value of [8.99, 11.01, 2]) {
    await assert.rejects(bench.connector.write("dev1", "level", value), { code: "bad-value" });
  }
  for (let count = 0; count < 4; count++) await probe.expectPublish();
  probe.publish("$resource/mode", "sometimes", { id: 1 });
  await probe.expectPacket("puback");
  await bench.event("rejected", ({ resource, reason }) => resource === "mode" && reason === "not-allowed");
});

test("CN-MOD-1: an alias may hold spaces, on the wire and for the cloud side", async (t) => {
  const alias = "room temperature °C";
  const bench = await connectorBench(t, { resources: [{ alias, format: "number", settable: true }] });
  const probe = await bench.device("dev1");
  probe.publish(`$resource/${alias}`, "21.5", { id: 1 });
  await probe.expectPacket("puback");
  const control = await connectControl({ stateDir: bench.stateDir });
  assert.equal((await control.read("dev1", alias))[0]?.reported, 21.5);
  await control.write("dev1", alias, 20);
  assert.equal((await probe.expectPublish()).topic, `$resource/${alias}`);
});

for (const [problem, definition] of [
  ["alias", { alias: "a.b", format: "number" }],
  ["alias", { alias: "$a", format: "number" }],
  ["alias", { alias: "", format: "number" }],
  ["alias", { alias: "a\n", format: "number" }],
  ["initial", { alias: "a", format: "number", initial: "1" }],
  ["initial", { alias: "a", format: "number", allowed: ["2-3"], initial: 1 }],
  ["allowed", { alias: "a", format: "number", allowed: ["3-2"] }],
] as const) {
  test(`CN-MOD-1: a definition with a wrong ${problem} is refused by name: ${JSON.stringify(definition)}`, async (t) => {
    const stateDir = temporaryFolder(t);
    const start = startConnector({ stateDir, port: 0, resources: [definition] });
    await assert.rejects(
      start,
      (error: Error) =>
        error.message.includes(`resource "${definition.alias}"`) && error.message.includes(problem),
    );
  });
}

test("CN-MOD-2: a report writes reported and set, a cloud write only set, and only where settable", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.publish("$resource/mode", "auto", { id: 1 });
  await probe.expectPacket("puback");
  const [reported] = await bench.connector.read("dev1", "mode");
  assert.deepEqual([reported?.reported, reported?.set, reported?.pending], ["auto", "auto", false]);
  await bench.connector.write("dev1", "mode", "manual");
  const [written] = await bench.connector.read("dev1", "mode");
  assert.deepEqual([written?.reported, written?.set, written?.pending], ["auto", "manual", true]);
  assert.ok((written?.timestamp ?? 0) > (reported?.timestamp ?? 0));
  await assert.rejects(bench.connector.write("dev1", "open", true), { code: "not-settable" });
});

test("CN-MOD-3: at login the device receives what changed while it was away, newest value only", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const token = await bench.activate("dev1");
  await bench.connector.write("dev1", "mode", "auto");
  await bench.connector.write("dev1", "mode", "manual");
  const probe = await bench.login("dev1", token);
  assert.deepEqual(await probe.expectPublish(), { topic: "$resource/mode", payload: "manual", qos: 0 });
  await probe.expectNothing();
  probe.publish("$resource/mode", "manual", { id: 1 });
  await probe.expectPacket("puback");
  await probe.close();
  const again = await bench.login("dev1", token);
  await again.expectNothing();
});

test("CN-MOD-3: the device's own reports are not echoed", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "#", qos: 0 }] });
  await probe.expectPacket("suback");
  probe.publish("$resource/mode", "auto");
  probe.publish("$resource", '{"open": true}');
  await probe.expectNothing();
});

const REJECTED = [
  ["$resource/unknown", "1", "unknown-alias"],
  ["$resource/level", "ten", "wrong-format"],
  ["$resource/level", "", "wrong-format"],
  ["$resource/level", "0x10", "wrong-format"],
  ["$resource/level", "2", "not-allowed"],
  ["$resource/open", "yes", "wrong-format"],
  ["$resource/mode", Buffer.of(0xff, 0xfe), "wrong-format"],
  ["$resource", '{"open": "true"}', "wrong-format"],
  ["$resource", '{"open": null}', "wrong-format"],
  ["$resource", "{open: true}", "bad-json"],
  ["$resource", "[1]", "bad-json"],
  ["$resource", "[".repeat(100_000), "bad-json"],
  ["$resource.batch", '{"timestamp": 1}', "bad-json"],
  ["$resource.batch", '[{"timestamp": 1531111131679000}]', "bad-json"],
  ["$resource.batch", '[{"timestamp": "now", "values": {}}]', "bad-timestamp"],
  ["$resource.batch", '[{"timestamp": 1.5, "values": {}}]', "bad-timestamp"],
] as const;

test("CN-MOD-4: what does not fit is acknowledged, dropped and logged with its reason", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  const before = await bench.connector.read("dev1");
  for (const [index, [topic, payload]] of REJECTED.entries()) {
    probe.publish(topic, payload, { id: index + 1 });
    assert.equal((await probe.expectPacket("puback")).messageId, index + 1);
  }
  const reasons = bench.connector
    .events()
    .flatMap((event) => (event.event === "rejected" ? [event.reason] : []));
  assert.deepEqual(
    reasons,
    REJECTED.map(([, , reason]) => reason),
  );
  assert.deepEqual(await bench.connector.read("dev1"), before);
});

test("CN-MOD-4: among several values the fitting ones are taken and the others rejected by name", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("dev1");
  probe.publish("$resource", '{"open": true, "nothing": 1, "level": 500, "__proto__": 1}', { id: 1 });
  await probe.expectPacket("puback");
  assert.equal((await bench.connector.read("dev1", "open"))[0]?.reported, true);
  const rejected = bench.connector
    .events()
    .flatMap((event) => (event.event === "rejected" ? [event.resource] : []));
  assert.deepEqual(rejected, ["nothing", "level", "__proto__"]);
});

test("CN-MOD-4: by option a rejected report disconnects the device", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES, disconnectOnRejected: true });
  const probe = await bench.device("dev1");
  probe.publish("$resource/unknown", "1");
  await probe.expectClosed();
  await bench.event("disconnected", ({ reason }) => reason === "report-rejected");
});
