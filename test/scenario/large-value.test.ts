import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleProgram } from "../../host-sim/engine/bundle.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("a large value, over TLS (CN-SES-13)", () => {
  let bundle: Bundle;
  let desk: Desk;
  let events: EventRecord;

  before(async () => {
    const entry = fileURLToPath(new URL("programs/large-value.ts", import.meta.url));
    bundle = await bundleProgram({ entry });
  });

  beforeEach(async () => {
    desk = await Desk.set({ resources: [{ alias: "picture", format: "string" }] });
    events = new EventRecord();
  });

  afterEach(() => desk.clear());

  /** What the cloud holds when the device has told it. */
  async function arrives(length: number): Promise<void> {
    await desk.cloudEvents.next("reported", { resource: "picture" });
    const [picture] = await desk.connector.read("dev-1", "picture");
    assert.ok(String(picture?.reported) === "€".repeat(length), "every character of it");
    assert.equal(events.count("crashed"), 0);
    assert.equal(events.count("disconnected"), 0);
  }

  it("reaches the cloud as it is, in as many fragments as it takes, on XS", async () => {
    await desk.boot(events, { bundle }, { pictureLength: 10_000 });
    await arrives(10_000);
  });

  it("may have a mebibyte, where there is memory for one", async () => {
    await desk.boot(events, { bundle, engine: "node" }, { pictureLength: 349_525 });
    await arrives(349_525);
  });
});
