import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connectorBench } from "../support/connector-bench.js";
import { DEBIAN_PYTHON, peerEnvironment, peersAreThere, runPeer } from "../support/connector-peers.js";

const SCRIPT = fileURLToPath(new URL("./paho_device.py", import.meta.url));

test("paho-mqtt activates, logs in, reports, receives a write and acknowledges it", async (t) => {
  if (!peersAreThere(t, "paho")) return;
  const bench = await connectorBench(t, {
    resources: [
      { alias: "temperature", format: "number" },
      { alias: "led", format: "boolean", settable: true },
    ],
  });
  const { connector } = bench;
  const args = [SCRIPT, connector.host, String(connector.port), connector.caFile, "paho-1"];
  const peer = runPeer(DEBIAN_PYTHON, args, peerEnvironment(t, bench));
  const written = bench
    .event("reported", ({ value }) => value === 21.5)
    .then(() => connector.write("paho-1", "led", true));
  const steps = (await peer)
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  await written;
  assert.deepEqual(steps, [
    { step: "activated", topic: "$provision/paho-1", length: 40 },
    { step: "connected" },
    { step: "reported" },
    { step: "received", topic: "$resource/led", value: "true" },
    { step: "acknowledged" },
  ]);
  const [led] = await connector.read("paho-1", "led");
  assert.deepEqual([led?.reported, led?.pending], [true, false]);
  await bench.event(
    "disconnected",
    ({ device, reason }) => device === "paho-1" && reason === "client-disconnect",
  );
});
