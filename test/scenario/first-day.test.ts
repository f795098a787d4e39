import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("the first day of a device, on XS over TLS", () => {
  let desk: Desk;
  let events: EventRecord;

  beforeEach(async () => {
    desk = await Desk.set();
    events = new EventRecord();
  });

  afterEach(() => desk.clear());

  it("activates, stores the token, connects and reports its resources (CN-PROV-1, CN-PROV-2)", async () => {
    await desk.boot(events);
    await events.next("activated", { device: "dev-1" });
    await events.next("connected");
    await events.next("reported", { resource: "temperature", acknowledged: true });
    const [temperature] = await desk.connector.read("dev-1", "temperature");
    const sent = events.all.find((event) => event.event === "reported" && event.resource === "temperature");
    assert.equal(temperature?.reported, sent?.value);
  });

  it("reports real values of the computer it runs on", async () => {
    await desk.boot(events);
    const memory = await events.next("reported", { resource: "memory_used", acknowledged: true });
    assert.ok(Number(memory.value) > 10, "a computer uses more than 10 MB");
    const uptime = events.all.find(
      (event) => event.event === "reported" && event.resource === "computer_uptime",
    );
    assert.ok(
      Math.abs(Number(uptime?.value) - Number(readFileSync("/proc/uptime", "utf8").split(" ")[0])) < 120,
    );
  });

  it("uses the stored token after a restart and does not activate again", async () => {
    const device = await desk.boot(events);
    await events.next("connected");
    await device.close();
    const second = new EventRecord();
    await desk.boot(second);
    await second.next("connected");
    assert.equal(second.count("activated"), 0);
    assert.equal(desk.cloudEvents.count("activated"), 1);
  });

  it("applies a write from the cloud and acknowledges it (CN-RES-5)", async () => {
    await desk.boot(events);
    await events.next("reported", { resource: "led", acknowledged: true });
    await desk.connector.write("dev-1", "led", true);
    await events.next("output", { output: "led", value: true });
    await events.next("written", { resource: "led", value: true, accepted: true });
    await desk.cloudEvents.next("reported", { resource: "led", value: true, settles: true });
    const [led] = await desk.connector.read("dev-1", "led");
    assert.deepEqual([led?.reported, led?.set, led?.pending], [true, true, false]);
  });

  it("applies a write whose topic carries the time of the change (CN-RES-4)", async () => {
    await desk.stopConnector();
    await desk.startConnector({ stampedTopics: true });
    await desk.boot(events);
    await events.next("connected");
    await desk.connector.write("dev-1", "led", true);
    await events.next("written", { resource: "led", value: true, accepted: true });
  });

  it("refuses a write that its model does not allow and publishes the present value back", async () => {
    // A cloud whose model is wider than the device's: only the device can refuse.
    await desk.stopConnector();
    await desk.startConnector({
      resources: [{ alias: "report_interval", format: "number", settable: true }],
    });
    await desk.boot(events);
    await events.next("reported", { resource: "report_interval", acknowledged: true });
    await desk.connector.write("dev-1", "report_interval", 0);
    const refused = await events.next("written", { resource: "report_interval", accepted: false });
    assert.match(String(refused.reason), /outside 1 to 3600/);
    await desk.cloudEvents.next("reported", { resource: "report_interval", value: 10, settles: true });
  });

  it("keeps a written value over a restart", async () => {
    const device = await desk.boot(events);
    await events.next("connected");
    await desk.connector.write("dev-1", "led", true);
    await events.next("reported", { resource: "led", value: true, acknowledged: true });
    await device.close();
    const second = new EventRecord();
    await desk.boot(second);
    await second.next("output", { output: "led", value: true });
  });

  it("takes over, when it connects, what was written while it was away (CN-MOD-3)", async () => {
    const device = await desk.boot(events);
    await events.next("reported", { resource: "led", acknowledged: true });
    await device.close();
    await desk.connector.write("dev-1", "led", true);
    const second = new EventRecord();
    await desk.boot(second);
    await second.next("written", { resource: "led", value: true, accepted: true });
    await desk.cloudEvents.next("reported", { resource: "led", value: true });
  });

  it("shows its token in no event, no log line and no file but its flash", async () => {
    await desk.boot(events);
    await events.next("reported", { acknowledged: true });
    const flash = join(desk.folder, "flash");
    const stored = readdirSync(flash).map((file) => readFileSync(join(flash, file), "utf8"));
    const token = /[0-9A-Za-z]{40}/.exec(stored.join("\n"))?.[0];
    assert.ok(token !== undefined, "the flash holds the token");
    assert.ok(!JSON.stringify([events.all, desk.cloudEvents.all]).includes(token));
  });
});
