import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleProgram } from "../../host-sim/engine/bundle.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("readings of a device whose connection comes and goes", () => {
  let bundle: Bundle;
  let desk: Desk;
  let events: EventRecord;

  before(async () => {
    bundle = await bundleProgram({ entry: fileURLToPath(new URL("./programs/counter.ts", import.meta.url)) });
  });

  beforeEach(async () => {
    desk = await Desk.set({ resources: [{ alias: "count", format: "number" }] });
    events = new EventRecord();
    await desk.boot(events, { bundle });
    await events.next("reported", { resource: "count", value: 1, acknowledged: true });
  });

  afterEach(() => desk.clear());

  /** What the cloud has of the counter, each value once, in order of its own time. */
  function recorded(): unknown[] {
    const reports = desk.cloudEvents.all.filter(
      ({ event, resource }) => event === "reported" && resource === "count",
    );
    reports.sort((a, b) => Number(a.timestamp) - Number(b.timestamp));
    return [...new Set(reports.map(({ value }) => value))];
  }

  it("all arrive after a restart of the cloud, in order, those made meanwhile with their own time (CN-RES-3)", async () => {
    await desk.stopConnector();
    await events.next("disconnected", { reason: /^connection-lost/ });
    await events.next("state", { state: "waiting", reason: /^connect-failed/ });
    // Older than the present when they can be sent, so they travel as history.
    await events.next("log", { message: /^counted 9/ });
    await desk.startConnector();
    await events.next("connected");
    // On a slow computer the tenth was counted before the connection stood, and travels as history too.
    while (recorded().length < 10) await desk.cloudEvents.next("reported", { resource: "count" });
    assert.deepEqual(recorded().slice(0, 10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.ok(desk.cloudEvents.count("reported", { via: "batch" }) > 0, "some came as history");
    assert.equal(desk.cloudEvents.count("flagged"), 0, "timestamps are in microseconds");
    assert.equal(events.count("crashed"), 0);
  });

  it("all arrive when the connection breaks again and again", async () => {
    for (const count of [2, 3, 4]) {
      await events.next("reported", { resource: "count", value: count, acknowledged: false });
      await desk.connector.kick("dev-1");
      await events.next("disconnected");
    }
    await events.next("reported", { resource: "count", value: 5, acknowledged: true });
    assert.deepEqual(recorded().slice(0, 5), [1, 2, 3, 4, 5]);
  });
});
