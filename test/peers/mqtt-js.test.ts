import assert from "node:assert/strict";
import { test } from "node:test";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { connectorBench } from "../support/connector-bench.js";
import { PacketCensus } from "../support/connector-peers.js";
import { EXERCISED } from "../support/peer-coverage.js";

const PATIENCE = 5_000;

function nextMessage(client: MqttClient): Promise<readonly [topic: string, payload: string]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no message within ${PATIENCE} ms`)), PATIENCE);
    client.once("message", (topic, payload) => {
      clearTimeout(timer);
      resolve([topic, payload.toString()]);
    });
  });
}

test("MQTT.js activates, logs in, reports, receives a write and acknowledges it", async (t) => {
  const census = new PacketCensus();
  const bench = await connectorBench(t, {
    onPacket: census.onPacket,
    resources: [
      { alias: "temperature", format: "number" },
      { alias: "led", format: "boolean", settable: true },
    ],
  });
  const { connector } = bench;
  const endpoint: IClientOptions = {
    protocol: "mqtts",
    host: connector.address,
    port: connector.port,
    servername: connector.host,
    ca: connector.ca,
    clientId: "",
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: PATIENCE,
  };
  const anonymous = await connectAsync(endpoint);
  const answer = nextMessage(anonymous);
  await anonymous.publishAsync("$provision/js-1", "", { qos: 1 });
  const [topic, token] = await answer;
  assert.equal(topic, "$provision/js-1");
  await anonymous.endAsync();

  const device = await connectAsync({ ...endpoint, username: "js-1", password: token });
  t.after(() => device.endAsync(true));
  const granted = await device.subscribeAsync("$resource/#", { qos: 1 });
  assert.deepEqual(
    granted.map(({ qos }) => qos),
    [0],
  );
  await device.publishAsync("$resource/temperature", "21.5", { qos: 1 });
  assert.equal((await connector.read("js-1", "temperature"))[0]?.reported, 21.5);
  const change = nextMessage(device);
  await connector.write("js-1", "led", true);
  assert.deepEqual(await change, ["$resource/led", "true"]);
  await device.publishAsync("$resource/led", "true", { qos: 1 });
  assert.equal((await connector.read("js-1", "led"))[0]?.pending, false);
  const answered = census.next("sent", "pingresp");
  device.sendPing();
  await answered;
  // CN-SES-10
  await device.unsubscribeAsync("$resource/#");
  assert.deepEqual(census.exercised, EXERCISED["MQTT.js"]);
});
