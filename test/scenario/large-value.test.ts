import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleProgram } from "../../host-sim/engine/bundle.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { isOnSDK } from "../support/platform.js";

/** Beside the program: one text of a mebibyte and what the device has otherwise. */
const roomy = { chunkBytes: 1_600_000, slots: 40_000 };
/** Taken from the cloud it is there as bytes, as text and, for the log, in quotation marks. */
const roomier = { chunkBytes: 6_000_000, slots: 40_000 };

/** In the SDK's simulator the pools are part of a build, and grow. */
const roomFor = isOnSDK ? "where the pools grow" : "where the heap has room for little more than that";

/** The SDK's sockets for Linux take 1,536 bytes at a time, and a mebibyte there and back needs minutes on a busy computer. */
const longest = isOnSDK ? 262_144 : 1_048_576;

describe("a large value, over TLS (CN-SES-13)", () => {
  let bundle: Bundle;
  let desk: Desk;
  let events: EventRecord;

  before(async () => {
    const entry = fileURLToPath(new URL("programs/large-value.ts", import.meta.url));
    bundle = await bundleProgram({ entry });
  });

  beforeEach(async () => {
    desk = await Desk.set({
      resources: [
        { alias: "picture", format: "string" },
        { alias: "manual", format: "string", settable: true },
      ],
    });
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

  it(`may have a mebibyte ${roomFor} (CN-SES-13)`, async () => {
    await desk.boot(events, { bundle, heap: roomy }, { pictureLength: 349_525 });
    await arrives(349_525);
  });

  it(`of ${longest.toLocaleString("en")} bytes is also taken from the cloud, and acknowledged (CN-RES-5)`, async () => {
    const manual = "m".repeat(longest);
    await desk.boot(events, { bundle, heap: roomier }, { pictureLength: 1, longestWriteBytes: longest });
    // Its own value is told first, a second after the login: it would take the write back (CN-MOD-2).
    await desk.cloudEvents.next("reported", { resource: "manual", value: "" });
    await desk.connector.write("dev-1", "manual", manual);
    await events.next("written", { resource: "manual", accepted: true });
    await desk.cloudEvents.next("reported", { resource: "manual", settles: true });
    const [held] = await desk.connector.read("dev-1", "manual");
    assert.ok(held?.reported === manual, "every character of it");
    assert.equal(events.count("crashed"), 0);
  });

  it("that is longer than the device takes is told and not taken", async () => {
    await desk.boot(events, { bundle }, { pictureLength: 1 });
    await desk.cloudEvents.next("reported", { resource: "picture" });
    await desk.connector.write("dev-1", "manual", "m".repeat(16_385));
    await events.next("log", { message: /16385 bytes are more than 16384, not taken/ });
    assert.equal(events.count("crashed"), 0);
  });
});
