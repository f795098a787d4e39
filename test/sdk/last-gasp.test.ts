import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { derOf, type RunningConnector, startConnector } from "../../host-sim/emulators/connector/index.js";
import { EventRecord } from "../support/event-record.js";
import { buildPrograms } from "./support/programs.js";
import { giveTo, Simulator } from "./support/simulator.js";

/** The device with mistakes of `test/scenario/last-gasp.test.ts`, on the SDK's own engine and its abort hook. */
interface Scene {
  connector: RunningConnector;
  cloud: EventRecord;
  start(): Simulator;
}

async function scene(t: TestContext, more: Readonly<Record<string, string | number>> = {}): Promise<Scene> {
  const program = await buildPrograms();
  const folder = mkdtempSync(join(tmpdir(), "bowline-sdk-"));
  const cloud = new EventRecord();
  const connector = await startConnector({
    stateDir: join(folder, "cloud"),
    port: 0,
    id: "sdk",
    resources: [
      { alias: "events", format: "string" },
      { alias: "fuse", format: "boolean" },
      { alias: "led", format: "boolean", settable: true },
      { alias: "fault", format: "string", settable: true },
    ],
    onEvent: cloud.add,
  });
  const { connectorId, domain, port } = connector;
  const state = join(folder, "device");
  const settings = { connectorId, domain, port, deviceId: "sdk-1", retryFirstMilliseconds: 50, ...more };
  giveTo(state, { ...settings, program: "faulty-device" }, derOf(connector.ca));
  const started: Simulator[] = [];
  t.after(async () => {
    for (const simulator of started) await simulator.stop();
    await connector.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    connector,
    cloud,
    start() {
      const simulator = new Simulator({ program, state });
      started.push(simulator);
      return simulator;
    },
  };
}

/** The first thing that the device tells in its next session. */
async function firstWord(cloud: EventRecord): Promise<Record<string, unknown>> {
  await cloud.next("connected");
  const { resource, value } = await cloud.next("reported");
  assert.equal(resource, "events");
  return JSON.parse(String(value)) as Record<string, unknown>;
}

for (const [fault, words] of [
  ["throw", /^RangeError: out of coffee/],
  ["reject", /^unhandled rejection: TypeError: nobody waits for this/],
] as const) {
  test(`a device on the SDK tells what ended it (${fault}) before anything else when it is back`, async (t) => {
    const { connector, cloud, start } = await scene(t);
    const first = start();
    assert.deepEqual(await firstWord(cloud), { event: "restart", reason: "power-on" });
    await first.events.next("reported", { resource: "led", acknowledged: true });
    await connector.write("sdk-1", "led", true);
    await first.events.next("output", { value: true });
    await connector.write("sdk-1", "fault", fault);
    await first.events.next("restart", { reason: "abort" });
    await first.stop();

    const second = start();
    const { lastGasp, ...rest } = await firstWord(cloud);
    assert.deepEqual(rest, { event: "restart", reason: "abort" });
    assert.match(String(lastGasp), words);
    await second.events.next("reported", { resource: "events", acknowledged: true });
    await second.stop();

    start();
    assert.deepEqual(await firstWord(cloud), { event: "restart", reason: "power-on" });
  });
}

test("a device on the SDK that fails at every start comes up in safe mode, and tries a full start later", async (t) => {
  const { start } = await scene(t, { faultAtStart: "throw", safeModeSeconds: 1 });
  for (let i = 0; i < 4; i++) {
    const run = start();
    await run.events.next("restart", { reason: "abort" });
    await run.stop();
  }
  const safe = start();
  const { reason } = await safe.events.next("safe-mode", { retryIn: 1000 });
  assert.match(String(reason), /4 starts in a row ended early: RangeError: out of coffee/);
  await safe.events.next("restart", { reason: "software" });
  assert.equal(safe.events.count("output"), 0);
  await safe.stop();
  const trial = start();
  await trial.events.next("restart", { reason: "abort" });
});
