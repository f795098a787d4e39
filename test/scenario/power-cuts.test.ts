import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { CutMoment } from "../../host-sim/world/power-cut.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("a power cut during activation", () => {
  let desk: Desk;
  let before: EventRecord;
  let after: EventRecord;

  beforeEach(async () => {
    desk = await Desk.set();
    before = new EventRecord();
    after = new EventRecord();
  });

  afterEach(() => desk.clear());

  /** Nothing of a write that failed may keep the device from starting. */
  function assertSound(): void {
    assert.equal(after.count("crashed"), 0);
    assert.equal(after.count("storage-corrupt"), 0);
    assert.ok(!after.all.some(({ level }) => level === "error"), "nothing in flash is damaged");
  }

  it("after the token was stored, and before anything else, loses nothing (CN-PROV-2)", async () => {
    await desk.boot(before, { powerCut: { write: 1, moment: "after" } });
    await desk.cloudEvents.next("activated");
    await desk.cloudEvents.next("disconnected");
    await desk.boot(after);
    await after.next("connected");
    assert.equal(desk.cloudEvents.count("activated"), 1);
    assertSound();
  });

  const tooEarly: readonly CutMoment[] = ["before", "torn", "unrenamed"];
  for (const moment of tooEarly) {
    it(`${moment} the token was in flash leaves the old state, and the device activates when the cloud lets it`, async () => {
      await desk.boot(before, { powerCut: { write: 1, moment } });
      await desk.cloudEvents.next("activated");
      await desk.cloudEvents.next("disconnected");
      await desk.boot(after);
      // The token went out once (CN-PROV-2); the device says why it does not get another (CN-PROV-7).
      await after.next("state", { state: "waiting", reason: /^activation-closed/ });
      await desk.connector.revoke("dev-1");
      await after.next("activated");
      await after.next("connected");
      assertSound();
    });
  }

  it("while it asks for the token ends activated, or asks again", async () => {
    const device = await desk.boot(before);
    await before.next("state", { state: "activating" });
    device.cutPower();
    assert.deepEqual(filesOf(desk), [], "no credentials were stored");
    await desk.boot(after);
    await Promise.race([
      after.next("connected"),
      after.next("state", { state: "waiting", reason: /^activation/ }),
    ]);
    assertSound();
  });

  it("while it logs in for the first time costs only the login", async () => {
    const device = await desk.boot(before);
    await before.next("state", { state: "connecting" });
    device.cutPower();
    await desk.boot(after);
    await after.next("connected");
    assert.equal(after.count("activated"), 0);
    assertSound();
  });

  it("in the middle of storing a written value keeps the old value or the new one", async () => {
    for (const moment of ["before", "torn", "unrenamed", "after"] as const) {
      const flash = join(desk.folder, `flash-${moment}`);
      const id = `dev-${moment}`;
      const record = new EventRecord();
      await desk.boot(record, { id, flash, powerCut: { domain: "values", write: 1, moment } });
      await record.next("connected");
      // Written while the device has not yet told its own values: the cloud's word must win all the same.
      await desk.connector.write(id, "led", true);
      await desk.cloudEvents.next("disconnected", { device: id });
      const again = new EventRecord();
      await desk.boot(again, { id, flash });
      const { value } = await again.next("output", { output: "led" });
      assert.equal(value, moment === "after", moment);
      // Either way device and cloud agree in the end: the write was never acknowledged, so it comes again (CN-MOD-3).
      await again.next("connected");
      await again.next("reported", { resource: "led", value: true, acknowledged: true });
    }
  });
});

function filesOf(desk: Desk): string[] {
  try {
    // Readings have a place of their own.
    return readdirSync(join(desk.folder, "flash")).filter((file) => file !== "outbox.flash");
  } catch {
    return [];
  }
}
