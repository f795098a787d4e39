import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { connect } from "node:tls";
import { connectControl } from "../../../host-sim/emulators/connector/control-client.js";
import {
  type ConnectorsOptions,
  createAuthority,
  type EmulatedConnector,
  issueClientCertificate,
  type RunningConnectors,
  startConnectors,
} from "../../../host-sim/emulators/connector/index.js";
import { temporaryFolder } from "../../support/connector-bench.js";
import { MqttProbe } from "../../support/mqtt-probe.js";

const LED = { alias: "led", format: "boolean", settable: true } as const;

async function start(
  t: TestContext,
  connectors: ConnectorsOptions["connectors"],
): Promise<RunningConnectors & { stateDir: string }> {
  const stateDir = temporaryFolder(t);
  const running = await startConnectors({ stateDir, port: 0, connectors });
  t.after(() => running.close());
  return { ...running, stateDir };
}

async function open(
  t: TestContext,
  { port, ca, host }: EmulatedConnector,
  client?: { cert: string; key: string },
): Promise<MqttProbe> {
  const probe = await MqttProbe.open({ port, ca, host, ...(client === undefined ? {} : { client }) });
  t.after(() => probe.close());
  return probe;
}

async function activate(t: TestContext, connector: EmulatedConnector, device: string): Promise<string> {
  const probe = await open(t, connector);
  probe.send({ cmd: "connect", clientId: "", keepalive: 60 });
  await probe.expectPacket("connack");
  probe.publish(`$provision/${device}`, "");
  return (await probe.expectPublish()).payload;
}

async function login(
  t: TestContext,
  connector: EmulatedConnector,
  device: string,
  token: string,
): Promise<{ probe: MqttProbe; returnCode: number | undefined }> {
  const probe = await open(t, connector);
  const password = Buffer.from(token);
  probe.send({ cmd: "connect", clientId: "", username: device, password, keepalive: 60 });
  return { probe, returnCode: (await probe.expectPacket("connack")).returnCode };
}

test("CN-TLS-3: several Connectors behind one port are told apart by the name of the handshake", async (t) => {
  const { connectors, port } = await start(t, [{ id: "north" }, { id: "south", domain: "m2.example.com" }]);
  assert.deepEqual(
    connectors.map(({ host }) => host),
    ["north.m2.localhost", "south.m2.example.com"],
  );
  for (const connector of connectors) {
    assert.equal(connector.port, port);
    const probe = await open(t, connector);
    assert.equal(probe.socket.getPeerCertificate().subjectaltname, `DNS:${connector.host}`);
    await activate(t, connector, "dev1");
  }
  const [north] = connectors;
  assert.ok(north !== undefined);
  await assert.rejects(open(t, { ...north, host: "north.m2.example.com" }), /handshake failure/);
});

test("CN-SES-12: a device of one Connector is nobody at the other, of the same name or not", async (t) => {
  const running = await start(t, [
    { id: "north", resources: [LED] },
    { id: "south", resources: [LED] },
  ]);
  const [north, south] = [running.connector("north"), running.connector("south")];
  const token = await activate(t, north, "dev1");
  assert.deepEqual(await south.list(), []);
  assert.equal((await login(t, south, "dev1", token)).returnCode, 4);
  assert.equal((await login(t, south, "", token)).returnCode, 4);
  const southern = await activate(t, south, "dev1");
  const { probe: inNorth } = await login(t, north, "dev1", token);
  const { probe: inSouth } = await login(t, south, "dev1", southern);
  await north.write("dev1", "led", true);
  assert.equal((await inNorth.expectPublish()).payload, "true");
  await inSouth.expectNothing();
  inSouth.publish("$resource/led", "false", { id: 1 });
  await inSouth.expectPacket("puback");
  const [led] = await north.read("dev1", "led");
  assert.deepEqual([led?.set, led?.reported], [true, null]);
});

test("CN-SES-12: $content is shared within a Connector and never crosses to another", async (t) => {
  const [northern, southern] = [temporaryFolder(t), temporaryFolder(t)];
  writeFileSync(join(northern, "north.bin"), "N");
  writeFileSync(join(southern, "south.bin"), "S");
  const running = await start(t, [
    { id: "north", content: northern },
    { id: "south", content: southern },
    { id: "west" },
  ]);
  for (const [id, names] of [
    ["north", ["north.bin"]],
    ["south", ["south.bin"]],
    ["west", []],
  ] as const) {
    const connector = running.connector(id);
    for (const device of ["dev1", "dev2"]) {
      const { probe } = await login(t, connector, device, await activate(t, connector, device));
      probe.publish("$content", "");
      const list = JSON.parse((await probe.expectPublish()).payload) as { name: string; url: string }[];
      assert.deepEqual(
        list.map(({ name }) => name),
        names,
      );
      for (const { url } of list) assert.equal(new URL(url).hostname, connector.host);
    }
  }
});

test("CN-SES-12: content is served by the name of the handshake, whatever the request's Host says", async (t) => {
  const [northern, southern] = [temporaryFolder(t), temporaryFolder(t)];
  writeFileSync(join(northern, "north.bin"), "N");
  const running = await start(t, [
    { id: "north", content: northern },
    { id: "south", content: southern },
  ]);
  const [north, south] = [running.connector("north"), running.connector("south")];
  const { port } = new URL(north.contentUrl ?? "");
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: south.address, port: Number(port), ca: south.ca, servername: south.host });
    const parts: Buffer[] = [];
    socket.on("data", (bytes) => parts.push(bytes));
    socket.on("close", () => resolve(Buffer.concat(parts).toString()));
    socket.on("error", reject);
    socket.setTimeout(5_000, () => socket.destroy(new Error("no answer")));
    socket.write(`GET /north.bin HTTP/1.1\r\nHost: ${north.host}:${port}\r\nConnection: close\r\n\r\n`);
  });
  assert.match(answer, /^HTTP\/1\.1 404 /);
});

test("CN-PROV-4: each Connector judges client certificates by its own authority, also for a resumed session", async (t) => {
  const [northern, southern] = [await createAuthority(), await createAuthority()];
  const running = await start(t, [
    { id: "north", authentication: "certificate", pki: { ca: northern.cert } },
    { id: "south", authentication: "certificate", pki: { ca: southern.cert } },
    { id: "west" },
  ]);
  const client = await issueClientCertificate({ deviceId: "dev1", ca: northern, keys: "ecdsa" });
  const [north, south] = [running.connector("north"), running.connector("south")];
  const code = async (probe: MqttProbe) => {
    probe.send({ cmd: "connect", clientId: "", keepalive: 60 });
    return (await probe.expectPacket("connack")).returnCode;
  };
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    const first = await MqttProbe.open({ ...north, client, maxVersion });
    const sessions: Buffer[] = [];
    first.socket.on("session", (session) => sessions.push(session));
    assert.equal(await code(first), 0);
    await first.close();
    assert.equal(await code(await open(t, south, client)), 4);
    for (const session of sessions) {
      const resumed = await MqttProbe.open({ ...south, client, maxVersion, session });
      assert.equal(resumed.socket.isSessionReused(), false);
      assert.equal(await code(resumed), 4);
      await resumed.close();
    }
  }
  await activate(t, running.connector("west"), "dev1");
});

test("events, faults and the control side are each Connector's own; the authority is shared", async (t) => {
  const heard: string[] = [];
  const stateDir = temporaryFolder(t);
  const running = await startConnectors({
    stateDir,
    port: 0,
    connectors: [{ id: "north" }, { id: "south" }],
    onEvent: ({ event }, connectorId) => heard.push(`${connectorId} ${event}`),
  });
  t.after(() => running.close());
  const [north, south] = [running.connector("north"), running.connector("south")];
  const control = await connectControl({ stateDir: join(stateDir, "north") });
  await control.inject({ kind: "refuse-connack", code: 3 });
  await activate(t, south, "dev1");
  await assert.rejects(activate(t, north, "dev1"));
  assert.equal((await control.endpoint()).connectorId, "north");
  assert.deepEqual([north.ca, south.ca], [running.ca, running.ca]);
  assert.ok(heard.includes("south activated") && heard.includes("north refused"));
  assert.ok(!heard.includes("south refused") && !heard.includes("north activated"));
});

test("the control side finds the only Connector by itself and one of several by its id", async (t) => {
  const stateDir = temporaryFolder(t);
  const single = await startConnectors({ stateDir, port: 0, connectors: [{ id: "north" }] });
  t.after(() => single.close());
  assert.equal((await (await connectControl({ stateDir })).endpoint()).connectorId, "north");
  await assert.rejects(
    startConnectors({ stateDir, port: 0, connectors: [{ id: "north" }] }),
    /already running with the state folder .*north/,
  );
  const other = await startConnectors({ stateDir, port: 0, connectors: [{ id: "south" }] });
  t.after(() => other.close());
  await assert.rejects(connectControl({ stateDir }), {
    code: "ambiguous",
    message: /north, south; name one/,
  });
  assert.equal((await (await connectControl({ stateDir, id: "south" })).endpoint()).connectorId, "south");
  await assert.rejects(connectControl({ stateDir, id: "west" }), { code: "not-running" });
});

test("devices of each Connector survive a restart in its own folder", async (t) => {
  const stateDir = temporaryFolder(t);
  const options = { stateDir, port: 0, connectors: [{ id: "north" }, { id: "south" }] };
  const first = await startConnectors(options);
  const token = await activate(t, first.connector("south"), "dev1");
  await first.close();
  const second = await startConnectors(options);
  t.after(() => second.close());
  assert.equal(second.ca, first.ca);
  assert.deepEqual(await second.connector("north").list(), []);
  assert.equal((await login(t, second.connector("south"), "dev1", token)).returnCode, 0);
});

const WRONG: readonly (readonly [problem: RegExp, connectors: ConnectorsOptions["connectors"]])[] = [
  [/^connectors is empty/, []],
  [/^connectors\[1\]: id "north" is taken/, [{ id: "north" }, { id: "north" }]],
  [/^connectors\[1\]: id "South" is not a DNS label/, [{ id: "north" }, { id: "South" }]],
  [/^connectors\[0\]: resource "led" is defined twice/, [{ id: "north", resources: [LED, LED] }]],
  [/^connectors\[0\]: content ".*" is not a folder/, [{ id: "north", content: "/nonexistent/folder" }]],
];
for (const [problem, connectors] of WRONG) {
  test(`what is wrong with one of several Connectors is told with its place: ${problem.source}`, async () => {
    const starting = startConnectors({ stateDir: "/nonexistent/never-made", port: 0, connectors });
    await assert.rejects(starting, { message: problem });
  });
}

test("an id that is not there is told with those that are", async (t) => {
  const running = await start(t, [{ id: "north" }, { id: "south" }]);
  assert.throws(() => running.connector("west"), /no Connector "west" here; there are north, south/);
});
