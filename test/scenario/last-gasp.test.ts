import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { type Bundle, bundleProgram, root } from "../../host-sim/engine/bundle.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { isOnSDK } from "../support/platform.js";

const resources = [
  { alias: "events", format: "string" as const },
  { alias: "fuse", format: "boolean" as const },
  { alias: "led", format: "boolean" as const, settable: true },
  { alias: "fault", format: "string" as const, settable: true },
];

/** Where it failed. A build for release, as boards and the SDK's simulator have, knows functions and no lines. */
function place(name: string): string {
  return isOnSDK ? `${name}$` : "test/scenario/programs/faulty-device\\.ts:\\d+$";
}

describe("a device whose firmware fails", () => {
  let desk: Desk;
  let device: EventRecord;
  let bundle: Bundle;

  before(async () => {
    bundle = await bundleProgram({ entry: join(root, "test/scenario/programs/faulty-device.ts") });
  });

  beforeEach(async () => {
    desk = await Desk.set({ resources });
    device = new EventRecord();
  });

  afterEach(() => desk.clear());

  /** The first thing that the device tells in its next session. */
  async function firstWord(): Promise<Record<string, unknown>> {
    await desk.cloudEvents.next("connected");
    const { resource, value } = await desk.cloudEvents.next("reported");
    assert.equal(resource, "events");
    return JSON.parse(String(value)) as Record<string, unknown>;
  }

  for (const [fault, lastGasp] of [
    ["throw", "RangeError: out of coffee"],
    ["reject", "unhandled rejection: TypeError: nobody waits for this"],
  ] as const) {
    it(`tells what ended it (${fault}) before anything else when it is back`, async () => {
      await desk.boot(device, { bundle });
      assert.deepEqual(await firstWord(), { event: "restart", reason: "power-on" });
      await device.next("reported", { resource: "led", acknowledged: true });

      await desk.connector.write("dev-1", "fault", fault);
      await device.next("crashed");
      const { lastGasp: words, ...rest } = await firstWord();
      assert.deepEqual(rest, { event: "restart", reason: "abort" });
      assert.match(String(words), new RegExp(`^${lastGasp} at ${place(fault)}`));
    });
  }

  it("keeps its last words until the cloud has them, and its outputs where they were", async () => {
    await desk.boot(device, { bundle });
    await firstWord();
    await desk.connector.write("dev-1", "led", true);
    await device.next("output", { value: true });
    await desk.connector.write("dev-1", "fault", "throw");
    await device.next("written", { resource: "fault" });
    await desk.stopConnector();
    await device.next("crashed");
    await device.next("output", { value: true });
    await device.next("state", { state: "waiting" });
    await desk.startConnector();
    assert.match(JSON.stringify(await firstWord()), /"restart".*out of coffee/);
    const { value } = await desk.cloudEvents.next("reported", { resource: "events" });
    assert.match(
      String(value),
      /^\{"event":"offline","from":\d+,"to":\d+,"stage":"tcp","reason":"connect-failed.*"tries":\d+\}$/,
    );
  });

  it("starts in safe mode after four early ends in a row, touches nothing there, and tries a full start later", async () => {
    const running = await desk.boot(
      device,
      { bundle, gaps: [50] },
      { faultAtStart: "throw", safeModeSeconds: 1 },
    );
    const { reason } = await device.next("safe-mode", { retryIn: 1000 });
    assert.match(String(reason), /4 starts in a row ended early: RangeError: out of coffee/);
    assert.equal(device.count("crashed"), 4);
    const outputs = device.count("output");
    const at = device.all.length;
    await device.next("crashed", { kind: "restart" });
    assert.equal(device.count("output"), outputs);
    assert.ok(device.all.slice(at).every(({ event }) => event !== "state"));
    // The full start fails as those before it: the next wait is longer.
    await device.next("safe-mode", { retryIn: 2000 });

    running.cutPower();
    await running.powerOn();
    await device.next("state", { state: "network" });
  });
});
