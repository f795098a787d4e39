import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { isOnSDK } from "../support/platform.js";

describe("a device whose flash was damaged while it was off", () => {
  let desk: Desk;
  let events: EventRecord;
  let flash: string;

  beforeEach(async () => {
    desk = await Desk.set();
    events = new EventRecord();
    flash = join(desk.folder, "flash");
    const device = await desk.boot(new EventRecord());
    await desk.cloudEvents.next("reported");
    await device.close();
  });

  afterEach(() => desk.clear());

  /** Replaces every file of the flash. */
  function damage(change: (content: string) => string): void {
    for (const file of readdirSync(flash)) {
      writeFileSync(join(flash, file), change(readFileSync(join(flash, file), "utf8")));
    }
  }

  /** Of the store's files; readings have a place of their own. */
  function contents(): ReadonlyMap<string, string> {
    const files = readdirSync(flash).filter((file) => file !== "outbox.flash");
    return new Map(files.map((file) => [file, readFileSync(join(flash, file), "utf8")]));
  }

  async function startsUnprovisioned(): Promise<void> {
    // The cloud has handed its token out already (CN-PROV-7); the device says so and crashes on nothing.
    await events.next("state", { state: "waiting", reason: /^activation-closed/ });
    assert.equal(events.count("crashed"), 0);
    await desk.connector.revoke("dev-1");
    await events.next("connected");
  }

  it("sets a file that is no JSON aside under another name, says so, and starts unprovisioned", async () => {
    damage((content) => content.slice(0, content.length / 2));
    const damaged = contents();
    await desk.boot(events);
    // In the SDK's simulator each value is a file of its own, which only the firmware can judge.
    await (isOnSDK ? events.next("log", { level: "error", tag: "storage" }) : events.next("storage-corrupt"));
    const kept = contents();
    for (const [file, content] of damaged)
      assert.ok([...kept.values()].includes(content), `${file} is still there for whoever wants to look`);
    await startsUnprovisioned();
  });

  it("does the same with a document that its own firmware cannot read", async () => {
    // In the npm simulator documents are texts in a file of JSON.
    damage((content) => content.replaceAll(/schema\\?":1/g, (schema) => `${schema}99`));
    await desk.boot(events);
    const { message } = await events.next("log", { level: "error", tag: "storage" });
    assert.match(String(message), /set aside as/);
    await startsUnprovisioned();
  });
});
