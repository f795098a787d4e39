import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DialectName } from "../../../host-sim/emulators/connector/index.js";
import { type ConnectorBench, connectorBench } from "../../support/connector-bench.js";
import type { MqttProbe } from "../../support/mqtt-probe.js";

/** A device that asks for `99` to be published when it is lost. */
async function withWill(
  t: TestContext,
  dialect: DialectName,
  topic: string,
): Promise<{ bench: ConnectorBench; probe: MqttProbe }> {
  const bench = await connectorBench(t, { dialect, resources: [{ alias: "a", format: "number" }] });
  const password = Buffer.from(await bench.activate("dev1"));
  const probe = await bench.connect();
  const will = { topic, payload: Buffer.from("99"), qos: 1, retain: false } as const;
  probe.send({ cmd: "connect", clientId: "", username: "dev1", password, keepalive: 60, will });
  await probe.expectPacket("connack");
  return { bench, probe };
}

const isEnd = ({ device }: { device?: string }) => device === "dev1";

for (const dialect of ["A", "B", "C"] as const) {
  test(`part 1: in dialect ${dialect} a will is ignored and another topic disconnects the device`, async (t) => {
    const { bench, probe } = await withWill(t, dialect, "$resource/a");
    probe.publish("alarms/fire", "1", { id: 1 });
    await probe.expectClosed();
    await bench.event("disconnected", isEnd);
    assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, null);
  });
}

test("part 1: in dialect D a lost device's will counts like its own report", async (t) => {
  const { bench, probe } = await withWill(t, "D", "$resource/a");
  await probe.close();
  await bench.event("reported", ({ value }) => value === 99);
});

test("part 1: in dialect D a will on another topic is handed to scripts", async (t) => {
  const { bench, probe } = await withWill(t, "D", "status");
  await probe.close();
  const { device, topic, payload } = await bench.event("message");
  assert.deepEqual([device, topic, payload], ["dev1", "status", "99"]);
});

test("[MQTT-3.14.4-3] in dialect D, DISCONNECT discards the will", async (t) => {
  const { bench, probe } = await withWill(t, "D", "$resource/a");
  probe.send({ cmd: "disconnect" });
  await probe.expectClosed();
  await bench.event("disconnected", isEnd);
  assert.equal((await bench.connector.read("dev1", "a"))[0]?.reported, null);
});

test("part 1: in dialect D messages on other topics are acknowledged and handed to scripts, but not of strangers", async (t) => {
  const bench = await connectorBench(t, { dialect: "D" });
  const probe = await bench.device("dev1");
  probe.publish("alarms/fire", "hot", { id: 1 });
  await probe.expectPacket("puback");
  const { device, topic, payload } = await bench.event("message");
  assert.deepEqual([device, topic, payload], ["dev1", "alarms/fire", "hot"]);
  const stranger = await bench.anonymous();
  stranger.publish("alarms/fire", "hot");
  await stranger.expectClosed();
});
