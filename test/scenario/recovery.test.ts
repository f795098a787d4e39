import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { connectorResources } from "../../tools/work/connector-resources.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

/** A device in a great hurry to mend what it can. */
const impatient = { recoverNetworkSeconds: 1, recoverRestartSeconds: 3, clockSyncSeconds: 60 };

describe("a device that nobody answers", () => {
  let desk: Desk;
  let device: EventRecord;

  beforeEach(async () => {
    desk = await Desk.set({ resources: connectorResources() });
    device = new EventRecord();
  });

  afterEach(() => desk.clear());

  it("restarts its network and then itself, keeps its outputs, and tells afterwards why it was away", async () => {
    let answers = true;
    await desk.boot(device, { timeServer: () => answers, gaps: [50] }, impatient);
    await device.next("connected");
    await desk.connector.write("dev-1", "led", true);
    await desk.cloudEvents.next("set");
    await device.next("output", { value: true });

    answers = false;
    await desk.stopConnector();
    await device.next("disconnected");
    await device.next("network-restarted");
    await device.next("network-restarted");
    await device.next("crashed", { kind: "restart" });
    const restarted = Date.now();
    await device.next("output", { value: true });

    await device.next("state", { state: "waiting", reason: /^connect-failed/ });
    answers = true;
    await desk.startConnector();
    await desk.cloudEvents.next("connected");
    const words = [
      await desk.cloudEvents.next("reported", { resource: "device_events" }),
      await desk.cloudEvents.next("reported", { resource: "device_events" }),
    ].map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    assert.deepEqual(words[0], { event: "restart", reason: "software" });
    const { event, stage, from, to } = words[1] ?? {};
    assert.deepEqual([event, stage], ["offline", "tcp"]);
    assert.ok(Number(from) < restarted && Number(to) > restarted, `from ${String(from)} to ${String(to)}`);
  });

  it("touches neither network nor chip where the cloud alone is away", async () => {
    await desk.boot(device, {}, impatient);
    await device.next("connected");
    await desk.stopConnector();
    // Silence for longer than it takes to restart the device where the time server is silent too.
    await device.next("disconnected");
    const end = Date.now() + 5000;
    do await device.next("state", { state: "waiting", reason: /^connect-failed/ });
    while (Date.now() < end);
    assert.equal(device.count("network-restarted"), 0);
    assert.equal(device.count("crashed"), 0);
    await desk.startConnector();
    await device.next("connected");
  });
});
