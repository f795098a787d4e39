import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import {
  type ConnectorOptions,
  createAuthority,
  derOf,
  issueServerCertificate,
  type ResourceDefinition,
  type RunningConnector,
  startConnector,
} from "../../host-sim/emulators/connector/index.js";
import { DamagingProxy } from "../support/damaging-proxy.js";
import { buildSimulator } from "./support/build.js";
import { giveTo, Simulator } from "./support/simulator.js";

/** The firmware in the SDK's own simulator, on the SDK's own MQTT client and TLS, against the emulator. */
let program: string;
before(async () => {
  program = await buildSimulator();
});

const numbers = [
  "temperature",
  "humidity",
  "cpu_load",
  "memory_used",
  "cpu_temperature",
  "computer_uptime",
  "uptime",
];
const resources: readonly ResourceDefinition[] = [
  ...numbers.map((alias) => ({ alias, format: "number" as const })),
  { alias: "report_interval", format: "number", settable: true },
  { alias: "led", format: "boolean", settable: true },
];

interface Scene {
  connector: RunningConnector;
  /** The device's folder, with settings and the emulator's root in it. */
  state: string;
  /** Puts the device's power on; a test ends with it off. */
  start(): Simulator;
}

async function scene(t: TestContext, options: Partial<ConnectorOptions> = {}, root?: string): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "bowline-sdk-"));
  const connector = await startConnector({
    stateDir: join(folder, "cloud"),
    port: 0,
    id: "sdk",
    resources,
    ...options,
  });
  const state = join(folder, "device");
  const { connectorId, domain, port } = connector;
  const settings = { connectorId, domain, port, deviceId: "sdk-1", retryFirstMilliseconds: 50 };
  giveTo(state, settings, derOf(root ?? connector.ca));
  const started: Simulator[] = [];
  t.after(async () => {
    for (const simulator of started) await simulator.stop();
    await connector.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (): Simulator => {
    const simulator = new Simulator({ program, state });
    started.push(simulator);
    return simulator;
  };
  return { connector, state, start };
}

test("activates, reports, takes a write, and starts again with the stored token (CN-PROV-1, CN-PROV-2)", async (t) => {
  const { connector, start } = await scene(t);
  const first = start();
  await first.events.next("activated", { device: "sdk-1" });
  await first.events.next("connected");
  await first.events.next("reported", { resource: "temperature", acknowledged: true });
  await first.events.next("reported", { resource: "led", value: false, acknowledged: true });

  await connector.write("sdk-1", "led", true);
  await first.events.next("output", { output: "led", value: true });
  await first.events.next("written", { resource: "led", value: true, accepted: true });
  await first.events.next("reported", { resource: "led", value: true, acknowledged: true });
  const led = (await connector.read("sdk-1", "led"))[0];
  assert.deepEqual([led?.reported, led?.set], [true, true]);

  await connector.write("sdk-1", "report_interval", 99_999);
  await first.events.next("written", {
    resource: "report_interval",
    accepted: false,
    reason: /outside 1 to 3600/,
  });
  await first.stop();

  const second = start();
  await second.events.next("output", { output: "led", value: true });
  await second.events.next("connected");
  await second.events.next("reported", { resource: "uptime", acknowledged: true });
  assert.equal(second.events.count("activated"), 0);
});

/** Each ends in one reason and a new try, twice, and never in the end of the program. */
async function refuses(t: TestContext, device: Scene, reason: RegExp): Promise<void> {
  const simulator = device.start();
  for (const attempt of ["first", "second"]) {
    await t.test(`${attempt} attempt`, async () => {
      await simulator.events.next("state", { state: "activating" });
      await simulator.events.next("state", { state: "waiting", reason });
    });
  }
  await simulator.events.next("state", { state: "activating" });
  const attempts = simulator.events.count("state", { state: "activating" });
  const reasons = simulator.events.count("state", { state: "waiting" });
  assert.ok(attempts - reasons <= 1, `${attempts} attempts, ${reasons} reasons`);
  assert.equal(simulator.events.count("activated"), 0);
}

test("refuses a server whose authority it does not know (CN-TLS-4)", async (t) => {
  const stranger = await createAuthority();
  await refuses(t, await scene(t, {}, stranger.cert), /does not lead to a trusted root/);
});

test("refuses a server of another name (CN-TLS-4)", async (t) => {
  const ca = await createAuthority();
  const tls = await issueServerCertificate({ ca, names: ["other.m2.localhost"] });
  await refuses(t, await scene(t, { tls }, ca.cert), /the server is not sdk\.m2\.localhost/);
});

test("refuses a server whose certificate has expired (CN-TLS-4)", async (t) => {
  const day = 86_400_000;
  const ca = await createAuthority({ notBefore: new Date(Date.now() - 10 * day) });
  const tls = await issueServerCertificate({
    ca,
    names: ["sdk.m2.localhost"],
    notBefore: new Date(Date.now() - 3 * day),
    notAfter: new Date(Date.now() - day),
  });
  await refuses(t, await scene(t, { tls }, ca.cert), /expired/);
});

test("loses the connection, and nothing else, to a record that was damaged on the way", async (t) => {
  const { connector, state, start } = await scene(t);
  const proxy = await DamagingProxy.inFrontOf(connector.port);
  t.after(() => proxy.close());
  const { connectorId, domain } = connector;
  const settings = { connectorId, domain, port: proxy.port, deviceId: "sdk-1", retryFirstMilliseconds: 50 };
  giveTo(state, settings, derOf(connector.ca));
  const { events } = start();
  await events.next("reported", { resource: "led", acknowledged: true });
  proxy.damageNext();
  // Two records in one piece: the second is read when the first was taken, on a board out of a timer.
  await connector.write("sdk-1", "report_interval", 20);
  await connector.write("sdk-1", "led", true);
  await events.next("disconnected", { reason: /^connection-lost/ });
  await events.next("connected");
  // The write was lost with the record, and the cloud sends it again (CN-MOD-3).
  await events.next("written", { resource: "led", value: true, accepted: true });
  assert.equal(events.count("activated"), 1);
  assert.equal(events.count("simulator-exited"), 0);
});
