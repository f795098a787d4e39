import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { type ResourceDefinition, startConnector } from "../../../../host-sim/emulators/connector/index.js";
import { connectorBench, temporaryFolder } from "../../../support/connector-bench.js";

const RESOURCES: readonly ResourceDefinition[] = [
  { alias: "temperature", format: "number" },
  { alias: "led", format: "boolean", settable: true },
];

test("devices, tokens, values, locks, the id and the authority survive a restart", async (t) => {
  const stateDir = temporaryFolder(t);
  const first = await connectorBench(t, { stateDir, resources: RESOURCES });
  const token = await first.activate("dev1");
  const probe = await first.login("dev1", token);
  probe.publish("$resource/temperature", "21.5", { id: 1 });
  await probe.expectPacket("puback");
  await first.activate("dev2");
  await first.connector.lock("dev2");
  await first.connector.write("dev1", "led", true);
  await first.connector.reprovision("dev1");
  const before = await first.connector.read("dev1");
  await first.connector.close();

  const second = await connectorBench(t, { stateDir, resources: RESOURCES });
  assert.equal(second.connector.connectorId, first.connector.connectorId);
  assert.equal(second.connector.ca, first.connector.ca);
  assert.deepEqual(await second.connector.read("dev1"), before);
  assert.deepEqual(
    (await second.connector.list()).map(({ device, state }) => [device, state]),
    [
      ["dev1", "reprovision"],
      ["dev2", "locked"],
    ],
  );
  const again = await second.login("dev1", token);
  assert.equal((await again.expectPublish()).topic, "$resource/led");
});

test("a state file of the first schema, which knew tokens only, is read", async (t) => {
  const stateDir = temporaryFolder(t);
  const token = "T".repeat(40);
  const device = { id: "dev1", provisioning: "provisioned", locked: false, token, resources: {} };
  const whitelisted = { id: "dev2", provisioning: "whitelisted", locked: false, resources: {} };
  const state = { schema: 1, connectorId: "o33ara2ekbo800000", learned: [], devices: [device, whitelisted] };
  writeFileSync(join(stateDir, "connector.json"), JSON.stringify(state));
  const bench = await connectorBench(t, { stateDir });
  assert.equal(bench.connector.connectorId, "o33ara2ekbo800000");
  await bench.login("dev1", token);
  await bench.activate("dev2");
});

test("values of a resource that is now defined otherwise are left behind", async (t) => {
  const stateDir = temporaryFolder(t);
  const first = await connectorBench(t, { stateDir, resources: RESOURCES });
  const probe = await first.device("dev1");
  probe.publish("$resource", '{"temperature": 1, "led": true}', { id: 1 });
  await probe.expectPacket("puback");
  await first.connector.close();
  const second = await connectorBench(t, {
    stateDir,
    resources: [{ alias: "temperature", format: "string" }],
  });
  assert.deepEqual(
    (await second.connector.read("dev1")).map(({ resource, reported }) => [resource, reported]),
    [["temperature", null]],
  );
});

for (const [name, damage] of [
  ["cut short", (text: string) => text.slice(0, -20)],
  ["empty", () => ""],
  ["of a later schema", (text: string) => text.replace('"schema": 2', '"schema": 3')],
  [
    "with a provisioned device that has no credential",
    (text: string) => text.replace('"token": ', '"other": '),
  ],
] as const) {
  test(`a state file that is ${name} is set aside under another name, reported, and the emulator starts empty`, async (t) => {
    const stateDir = temporaryFolder(t);
    const first = await connectorBench(t, { stateDir });
    await first.activate("dev1");
    await first.connector.close();
    const file = join(stateDir, "connector.json");
    const damaged = damage(readFileSync(file, "utf8"));
    writeFileSync(file, damaged);
    const second = await connectorBench(t, { stateDir });
    assert.deepEqual(await second.connector.list(), []);
    const { keptAs, reason } = await second.event("state-set-aside");
    assert.equal(readFileSync(keptAs, "utf8"), damaged);
    assert.notEqual(reason, "");
    await second.activate("dev1");
  });
}

test("keys, tokens and the control address can be read by their owner only", async (t) => {
  const { stateDir } = await connectorBench(t);
  for (const name of ["ca-key.pem", "server-key.pem", "connector.json", "control.json"]) {
    assert.equal(statSync(join(stateDir, name)).mode & 0o777, 0o600, name);
  }
});

test("the control address is there while the emulator runs and gone when it is closed, twice without harm", async (t) => {
  const { connector, stateDir } = await connectorBench(t);
  assert.equal(existsSync(join(stateDir, "control.json")), true);
  await Promise.all([connector.close(), connector.close()]);
  assert.equal(existsSync(join(stateDir, "control.json")), false);
  assert.deepEqual(
    readdirSync(stateDir).filter(
      (name) => !/^(ca|ca-key|server|server-key)\.pem$|^connector\.json$/.test(name),
    ),
    [],
  );
});

test("a second emulator on the same folder is refused, and one left behind by a crash is not in the way", async (t) => {
  const { connector, stateDir } = await connectorBench(t);
  await assert.rejects(startConnector({ stateDir, port: 0 }), /already running with the state folder/);
  const control = readFileSync(join(stateDir, "control.json"));
  await connector.close();
  writeFileSync(join(stateDir, "control.json"), control);
  await connectorBench(t, { stateDir });
});

test("a port in use is named, with the way out", async (t) => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  t.after(() => holder.close());
  const address = holder.address();
  assert.ok(typeof address === "object" && address !== null);
  const start = startConnector({ stateDir: temporaryFolder(t), port: address.port });
  await assert.rejects(
    start,
    new RegExp(`port ${address.port} on 127.0.0.1 is in use; .* choose another port`),
  );
});

test("a damaged authority is reported and not replaced", async (t) => {
  const stateDir = temporaryFolder(t);
  const first = await connectorBench(t, { stateDir });
  await first.connector.close();
  const ca = readFileSync(join(stateDir, "ca.pem"), "utf8");
  rmSync(join(stateDir, "ca-key.pem"));
  await assert.rejects(
    startConnector({ stateDir, port: 0 }),
    /ca\.pem and ca-key\.pem are not a certificate and its key/,
  );
  assert.equal(readFileSync(join(stateDir, "ca.pem"), "utf8"), ca);
});

test("a server certificate for another name, or damaged, is replaced under the same authority", async (t) => {
  const stateDir = temporaryFolder(t);
  const first = await connectorBench(t, { stateDir, id: "o33ara2ekbo800000" });
  await first.connector.close();
  const renamed = await connectorBench(t, { stateDir, id: "o33ara2ekbo800001" });
  await renamed.anonymous();
  await renamed.connector.close();
  writeFileSync(join(stateDir, "server.pem"), "nonsense");
  const repaired = await connectorBench(t, { stateDir, id: "o33ara2ekbo800001" });
  await repaired.anonymous();
  assert.equal(repaired.connector.ca, first.connector.ca);
});

test("with learn, an unknown alias becomes a settable resource and is known after a restart", async (t) => {
  const stateDir = temporaryFolder(t);
  const first = await connectorBench(t, { stateDir, learn: true });
  const probe = await first.device("dev1");
  probe.publish("$resource", '{"n": 1, "b": true, "s": "x", "none": null}');
  probe.publish("$resource/text", "21.5 degrees");
  probe.publish("$resource/number", "21.5", { id: 1 });
  await probe.expectPacket("puback");
  await first.connector.close();
  const second = await connectorBench(t, { stateDir, learn: true });
  const readings = await second.connector.read("dev1");
  assert.deepEqual(
    readings.map(({ resource, format, settable }) => [resource, format, settable]),
    [
      ["n", "number", true],
      ["b", "boolean", true],
      ["s", "string", true],
      ["text", "string", true],
      ["number", "number", true],
    ],
  );
});
