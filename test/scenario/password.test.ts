import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

const settings = { authentication: "password" };

describe("a device that chooses its own password (CN-PROV-3)", () => {
  let desk: Desk;
  let events: EventRecord;

  beforeEach(async () => {
    desk = await Desk.set({ authentication: "password" });
    events = new EventRecord();
  });

  afterEach(() => desk.clear());

  it("activates, logs in with it, and uses it after a restart", async () => {
    const device = await desk.boot(events, {}, settings);
    await events.next("activated");
    await events.next("connected");
    await events.next("reported", { acknowledged: true });
    await device.close();
    const second = new EventRecord();
    await desk.boot(second, {}, settings);
    await second.next("connected");
    assert.equal(second.count("activated"), 0);
    assert.equal(desk.cloudEvents.count("activated"), 1);
  });

  for (const moment of ["before", "torn", "unrenamed"] as const) {
    it(`loses nothing to a power cut ${moment} the password is in flash: it was never sent`, async () => {
      const first = new EventRecord();
      const device = await desk.boot(first, { powerCut: { write: 1, moment } }, settings);
      await desk.cloudEvents.next("disconnected");
      await device.close();
      assert.equal(desk.cloudEvents.count("activated"), 0);
      await desk.boot(events, {}, settings);
      await events.next("connected");
      assert.equal(desk.cloudEvents.count("activated"), 1);
    });
  }

  it("repeats the offer when a power cut came after flash had it and before the cloud did", async () => {
    const device = await desk.boot(new EventRecord(), { powerCut: { write: 1, moment: "after" } }, settings);
    await desk.cloudEvents.next("disconnected");
    await device.close();
    assert.equal(desk.cloudEvents.count("activated"), 0);
    await desk.boot(events, {}, settings);
    // It cannot know whether the cloud had it: first a login, then the same offer, then a login.
    await events.next("state", { state: "waiting", reason: /^bad-credentials/ });
    await events.next("state", { state: "activating" });
    await events.next("connected");
    assert.equal(desk.cloudEvents.count("activated"), 1);
  });

  it("confirms at the next login what a power cut kept it from confirming", async () => {
    const first = new EventRecord();
    const device = await desk.boot(first, { powerCut: { write: 2, moment: "before" } }, settings);
    await desk.cloudEvents.next("connected");
    await desk.cloudEvents.next("disconnected");
    await device.close();
    await desk.boot(events, {}, settings);
    await events.next("activated");
    await events.next("connected");
    assert.equal(desk.cloudEvents.count("activated"), 1);
  });

  it("shows the password in no event and no log line", async () => {
    await desk.boot(events, {}, settings);
    await events.next("reported", { acknowledged: true });
    const flash = join(desk.folder, "flash");
    const stored = readdirSync(flash).map((file) => readFileSync(join(flash, file), "utf8"));
    const password = /[0-9A-Za-z]{32}/.exec(stored.join("\n"))?.[0];
    assert.ok(password !== undefined, "the flash holds the password");
    assert.ok(!JSON.stringify([events.all, desk.cloudEvents.all]).includes(password));
  });
});
