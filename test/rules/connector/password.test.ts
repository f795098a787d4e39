import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type ConnectorBench, connectorBench } from "../../support/connector-bench.js";

const PASSWORD = "correct-horse-battery-staple";

const passwordBench = (t: TestContext) => connectorBench(t, { authentication: "password" });

/** Activates with a password over QoS 1, whose PUBACK is all that comes back. */
async function activate(bench: ConnectorBench, device: string, password: string | Buffer): Promise<void> {
  const probe = await bench.anonymous();
  probe.publish(`$provision/${device}`, password, { id: 7 });
  assert.equal((await probe.expectPacket("puback")).messageId, 7);
  await probe.expectNothing();
  await probe.close();
}

test("CN-PROV-3: the password that the device publishes is its login from then on, and no answer is sent", async (t) => {
  const bench = await passwordBench(t);
  await activate(bench, "dev1", PASSWORD);
  assert.equal((await bench.event("activated")).device, "dev1");
  await bench.login("dev1", PASSWORD);
  const [summary] = await bench.connector.list();
  assert.deepEqual([summary?.state, summary?.connected], ["provisioned", true]);
});

test("CN-PROV-3: at QoS 0 an activation is answered by nothing at all", async (t) => {
  const bench = await passwordBench(t);
  const probe = await bench.anonymous();
  probe.publish("$provision/dev1", PASSWORD);
  await probe.expectNothing();
  await bench.login("dev1", PASSWORD);
});

const WEAK: readonly (readonly [what: string, password: string | Buffer])[] = [
  ["empty", ""],
  ["19 characters long", "x".repeat(19)],
  ["19 characters of two bytes each", "ü".repeat(19)],
  ["not text", Buffer.alloc(32, 0xff)],
];
for (const [what, password] of WEAK) {
  test(`CN-PROV-3: a password that is ${what} does not activate`, async (t) => {
    const bench = await passwordBench(t);
    const probe = await bench.anonymous();
    probe.publish("$provision/dev1", password, { id: 1 });
    await probe.expectClosed();
    await bench.event("refused", ({ device, reason }) => device === "dev1" && reason === "weak-password");
    assert.deepEqual(await bench.connector.list(), []);
  });
}

test("CN-PROV-3: 20 characters are enough, whatever they are", async (t) => {
  const bench = await passwordBench(t);
  for (const [device, password] of [
    ["dev1", "x".repeat(20)],
    ["dev2", "ü".repeat(20)],
    ["dev3", "p".repeat(60_000)],
  ] as const) {
    await activate(bench, device, password);
    await bench.login(device, password);
  }
});

test("CN-PROV-3: the user name is the deviceId; without it, or with another password, the login is refused", async (t) => {
  const bench = await passwordBench(t);
  await activate(bench, "dev1", PASSWORD);
  await activate(bench, "dev2", `${PASSWORD}-2`);
  for (const [username, password] of [
    ["", PASSWORD],
    ["dev2", PASSWORD],
    ["dev1", `${PASSWORD} `],
    ["dev1", ""],
    ["nobody", PASSWORD],
  ] as const) {
    await assert.rejects(bench.login(username, password), /refused with 4/, `${username} ${password}`);
  }
  await bench.login("dev1", PASSWORD);
});

test("CN-PROV-3: of a password only a salted digest is kept, and no event tells it", async (t) => {
  const bench = await passwordBench(t);
  await activate(bench, "dev1", PASSWORD);
  await activate(bench, "dev2", PASSWORD);
  await bench.login("dev1", PASSWORD);
  const stored = readFileSync(join(bench.stateDir, "connector.json"), "utf8");
  for (const form of ["utf8", "hex", "base64"] as const) {
    const text = Buffer.from(PASSWORD).toString(form);
    assert.equal(stored.includes(text), false, form);
    assert.equal(JSON.stringify(bench.connector.events()).includes(text), false, form);
  }
  const digests = [...stored.matchAll(/"digest": "([0-9a-f]{64})"/g)].map(([, digest]) => digest);
  assert.equal(new Set(digests).size, 2);
});

test("CN-PROV-3: passwords survive a restart of the Connector", async (t) => {
  const first = await passwordBench(t);
  await activate(first, "dev1", PASSWORD);
  await first.connector.close();
  const { stateDir } = first;
  const second = await connectorBench(t, { stateDir, authentication: "password" });
  await second.login("dev1", PASSWORD);
});

test("CN-PROV-7: a second activation is refused, with the same password too, and revoking allows a new one", async (t) => {
  const bench = await passwordBench(t);
  await activate(bench, "dev1", PASSWORD);
  for (const password of [PASSWORD, `${PASSWORD}-2`]) {
    const probe = await bench.anonymous();
    probe.publish("$provision/dev1", password, { id: 1 });
    await probe.expectClosed();
    await bench.event("refused", ({ reason }) => reason === "already-provisioned");
  }
  const online = await bench.login("dev1", PASSWORD);
  assert.equal((await bench.connector.revoke("dev1")).state, "reprovision");
  await online.expectClosed();
  await assert.rejects(bench.login("dev1", PASSWORD), /refused with 4/);
  await activate(bench, "dev1", `${PASSWORD}-2`);
  await bench.login("dev1", `${PASSWORD}-2`);
});

test("CN-PROV-6: identity format, whitelist and lock hold for passwords as they do for tokens", async (t) => {
  const bench = await connectorBench(t, {
    authentication: "password",
    registration: false,
    identity: "mac-colons",
  });
  for (const [device, refusal] of [
    ["dev1", "bad-identity"],
    ["AA:BB:CC:DD:EE:FF", "not-whitelisted"],
  ] as const) {
    const probe = await bench.anonymous();
    probe.publish(`$provision/${device}`, PASSWORD, { id: 1 });
    await probe.expectClosed();
    await bench.event("refused", (event) => event.device === device && event.reason === refusal);
  }
  await bench.connector.enable("AA:BB:CC:DD:EE:FF");
  await activate(bench, "AA:BB:CC:DD:EE:FF", PASSWORD);
  await bench.connector.lock("AA:BB:CC:DD:EE:FF");
  const locked = await bench.connect();
  locked.send({
    cmd: "connect",
    clientId: "",
    username: "AA:BB:CC:DD:EE:FF",
    password: Buffer.from(PASSWORD),
    keepalive: 60,
  });
  await locked.expectClosed();
});
