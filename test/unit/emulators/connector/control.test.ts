import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { connectControl } from "../../../../host-sim/emulators/connector/control-client.js";
import type { PacketNote, ResourceDefinition } from "../../../../host-sim/emulators/connector/index.js";
import { connectorBench, temporaryFolder } from "../../../support/connector-bench.js";

const RESOURCES: readonly ResourceDefinition[] = [
  { alias: "temperature", format: "number", unit: "°C" },
  { alias: "led", format: "boolean", settable: true },
  { alias: "name", format: "string", settable: true },
];

function addressIn(stateDir: string): { url: string; token: string } {
  return JSON.parse(readFileSync(join(stateDir, "control.json"), "utf8")) as { url: string; token: string };
}

test("list, read and write reach the devices of the running emulator", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const probe = await bench.device("AA:BB-1");
  const control = await connectControl({ stateDir: bench.stateDir });
  assert.deepEqual(await control.list(), [
    { device: "AA:BB-1", state: "provisioned", connected: true, pending: 0 },
  ]);
  const { delivered, value } = await control.write("AA:BB-1", "led", "true");
  assert.deepEqual([delivered, value], [true, true]);
  assert.deepEqual(await probe.expectPublish(), { topic: "$resource/led", payload: "true", qos: 0 });
  const [led] = await control.read("AA:BB-1", "led");
  assert.deepEqual([led?.set, led?.reported, led?.pending], [true, null, true]);
  assert.equal((await control.read("AA:BB-1")).length, RESOURCES.length);
  await probe.close();
  await bench.event("disconnected", ({ device }) => device !== undefined);
  assert.equal((await control.write("AA:BB-1", "led", false)).delivered, false);
});

test("whoever wants to know is told of every packet both ways, without what it carries", async (t) => {
  const notes: PacketNote[] = [];
  const bench = await connectorBench(t, { resources: RESOURCES, onPacket: (note) => notes.push(note) });
  const token = await bench.activate("dev1");
  const probe = await bench.login("dev1", token);
  probe.publish("$resource/name", "a secret name", { id: 1 });
  await probe.expectPacket("puback");
  assert.equal(/secret name/.test(JSON.stringify(notes)) || JSON.stringify(notes).includes(token), false);
  const ofDevice = notes.filter(({ device }) => device === "dev1");
  assert.deepEqual(
    ofDevice.map(({ direction, packet, topic, qos, sizeBytes }) => [
      direction,
      packet,
      topic,
      qos,
      sizeBytes,
    ]),
    [
      ["sent", "connack", undefined, undefined, undefined],
      ["received", "publish", "$resource/name", 1, 13],
      ["sent", "puback", undefined, undefined, undefined],
    ],
  );
});

test("endpoint tells where devices find the Connector and whom they must trust", async (t) => {
  const bench = await connectorBench(t, { id: "o33ara2ekbo800000", domain: "m2.example.com" });
  const control = await connectControl({ stateDir: bench.stateDir });
  const { port, caFile } = bench.connector;
  const endpoint = { connectorId: "o33ara2ekbo800000", domain: "m2.example.com", port, caFile };
  assert.deepEqual(await control.endpoint(), endpoint);
  assert.deepEqual(await bench.connector.endpoint(), endpoint);
});

test("enable, lock, unlock, reprovision, revoke and delete change a device's state and are logged", async (t) => {
  const bench = await connectorBench(t);
  const control = await connectControl({ stateDir: bench.stateDir });
  assert.equal((await control.enable("dev1")).state, "whitelisted");
  await bench.activate("dev1");
  assert.equal((await control.lock("dev1")).state, "locked");
  assert.equal((await control.unlock("dev1")).state, "provisioned");
  assert.equal((await control.reprovision("dev1")).state, "reprovision");
  assert.equal((await control.revoke("dev1")).state, "reprovision");
  await control.delete("dev1");
  assert.deepEqual(await control.list(), []);
  const states = bench.connector.events().flatMap((event) => (event.event === "state" ? [event.state] : []));
  assert.deepEqual(states, ["whitelisted", "locked", "provisioned", "reprovision", "reprovision", "deleted"]);
});

test("watch streams what happened and what happens, until the emulator closes", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  await bench.activate("dev1");
  const control = await connectControl({ stateDir: bench.stateDir });
  const names: string[] = [];
  for await (const event of control.watch({ signal: AbortSignal.timeout(5_000) })) {
    names.push(event.event);
    if (event.event === "activated") void control.write("dev1", "name", "x".repeat(100_000));
    if (event.event === "set") void bench.connector.close();
  }
  assert.deepEqual(
    names.filter((name) => name !== "disconnected"),
    ["listening", "activated", "set", "closed"],
  );
});

test("watch without history starts with the next event and ends by its signal", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  const control = await connectControl({ stateDir: bench.stateDir });
  const stop = new AbortController();
  const names: string[] = [];
  const watching = (async () => {
    for await (const event of control.watch({ history: false, signal: stop.signal })) {
      names.push(event.event);
      stop.abort();
    }
  })();
  const timer = setInterval(() => void bench.connector.enable(`dev${Math.random()}`), 10);
  t.after(() => clearInterval(timer));
  await watching;
  assert.equal(names[0], "state");
});

const REFUSED = [
  ["unknown-device", /no device "dev9"/, "read", "dev9"],
  ["unknown-resource", /no resource "speed".*temperature, led, name/, "read", "dev1", "speed"],
  ["unknown-resource", /no resource "speed"/, "write", "dev1", "speed", "1"],
  ["not-settable", /"temperature" is not settable/, "write", "dev1", "temperature", "1"],
  ["bad-value", /"led": "on" is not a boolean/, "write", "dev1", "led", "on"],
  ["unknown-device", /no device "dev9"/, "lock", "dev9"],
  ["unknown-device", /no device "dev9"/, "delete", "dev9"],
  ["already-known", /"dev1" is known already/, "enable", "dev1"],
  ["bad-value", /identity format/, "enable", "a b"],
] as const;

test("a refused request says what is wrong, in process and over HTTP alike", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  await bench.activate("dev1");
  for (const control of [bench.connector, await connectControl({ stateDir: bench.stateDir })]) {
    for (const [code, message, verb, device, resource = "", value = ""] of REFUSED) {
      const answer =
        resource === "" ? control[verb as "lock"](device) : control[verb as "write"](device, resource, value);
      await assert.rejects(answer, { name: "ControlError", code, message });
    }
  }
});

test("every request needs the bearer token", async (t) => {
  const { stateDir } = await connectorBench(t);
  const { url, token } = addressIn(stateDir);
  const headers = [
    {},
    { authorization: token },
    { authorization: "Bearer " },
    { authorization: `Bearer ${token}0` },
  ];
  for (const path of ["/devices", "/events", "/nothing"]) {
    for (const wrong of headers) {
      const response = await fetch(url + path, { headers: wrong });
      assert.equal(response.status, 401, path);
      assert.match(JSON.stringify(await response.json()), /"unauthorized".*control\.json/);
    }
  }
});

test("bad requests are refused in JSON and leave the server alive", async (t) => {
  const bench = await connectorBench(t, { resources: RESOURCES });
  await bench.activate("dev1");
  const { url, token } = addressIn(bench.stateDir);
  const headers = { authorization: `Bearer ${token}` };
  const send = async (method: string, path: string, body?: string) => {
    const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const { error } = (await response.json()) as { error?: { code: string } };
    return [response.status, error?.code];
  };
  assert.deepEqual(await send("GET", "/nothing"), [404, "unknown-route"]);
  assert.deepEqual(await send("PATCH", "/devices"), [404, "unknown-route"]);
  assert.deepEqual(await send("GET", "/devices/%E0%A4%A"), [400, "bad-request"]);
  assert.deepEqual(await send("PUT", "/devices/dev1/led", "not JSON"), [400, "bad-request"]);
  assert.deepEqual(await send("PUT", "/devices/dev1/led", '{"value": null}'), [400, "bad-request"]);
  assert.deepEqual(await send("PUT", "/devices/dev1/led"), [400, "bad-request"]);
  assert.deepEqual(
    await send("PUT", "/devices/dev1/name", JSON.stringify({ value: "x".repeat(1_048_577) })),
    [413, "too-large"],
  );
  assert.deepEqual(await send("PUT", "/devices/dev1/led", '{"value": true}'), [200, undefined]);
});

test("a body above the limit is refused or cut off, and the server lives on", async (t) => {
  const { stateDir } = await connectorBench(t);
  const { url, token } = addressIn(stateDir);
  const headers = { authorization: `Bearer ${token}` };
  const outgoing = request(`${url}/devices/dev1/led`, { method: "PUT", headers, timeout: 5_000 });
  const chunk = Buffer.alloc(65_536, 0x20);
  const more = () => {
    while (outgoing.write(chunk));
  };
  outgoing.on("drain", more);
  const outcome = new Promise<unknown>((resolve) => {
    outgoing.on("response", (response) => resolve(response.statusCode));
    // The server ends the connection while we are still writing; whether its answer gets through is a race.
    outgoing.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    outgoing.on("timeout", () => resolve("timeout"));
  });
  more();
  assert.ok([413, "EPIPE", "ECONNRESET"].includes((await outcome) as string | number), String(await outcome));
  outgoing.off("drain", more);
  outgoing.destroy();
  assert.equal((await fetch(`${url}/devices`, { headers })).status, 200);
});

test("without a running emulator the client says so and how to start one", async (t) => {
  const stateDir = temporaryFolder(t);
  const refusal = { name: "ControlError", code: "not-running", message: /bowline emulate connector/ };
  await assert.rejects(connectControl({ stateDir }), refusal);
  const bench = await connectorBench(t, { stateDir });
  const control = await connectControl({ stateDir });
  await bench.connector.close();
  await assert.rejects(control.list(), refusal);
});
