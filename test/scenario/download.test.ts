import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleProgram } from "../../host-sim/engine/bundle.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

const large = randomBytes(300_000);
const small = Buffer.from("hello, device\n");

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}

describe("a device that downloads the cloud's files, on XS over HTTPS (CN-CON-1)", () => {
  let bundle: Bundle;
  let files: string;
  let desk: Desk;
  let events: EventRecord;

  before(async () => {
    const entry = fileURLToPath(new URL("programs/downloader.ts", import.meta.url));
    bundle = await bundleProgram({ entry });
  });

  beforeEach(async () => {
    files = await mkdtemp(join(tmpdir(), "bowline-files-"));
    await mkdir(files, { recursive: true });
    events = new EventRecord();
    desk = await Desk.set({ content: files });
  });

  afterEach(async () => {
    await desk.clear();
    await rm(files, { recursive: true, force: true });
  });

  it("gets the list, and each file in full with the right digest", async () => {
    await writeFile(join(files, "a.txt"), small);
    await writeFile(join(files, "b.bin"), large);
    await writeFile(join(files, "empty.txt"), "");
    await desk.boot(events, { bundle });
    await events.next("contents", { names: "a.txt b.bin empty.txt" });
    await events.next("download-done", { name: "a.txt", written: small.length, sha256: sha256(small) });
    await events.next("download-progress", { name: "b.bin" });
    await events.next("download-done", { name: "b.bin", written: large.length, sha256: sha256(large) });
    await events.next("download-done", { name: "empty.txt", written: 0 });
    assert.equal(events.count("crashed"), 0);
  });

  it("goes on where it was when the connection breaks, as often as it does", async () => {
    await writeFile(join(files, "b.bin"), large);
    await desk.connector.inject({ kind: "cut-download", bytes: 100_000, times: 2 });
    await desk.boot(events, { bundle });
    await events.next("download-resuming", { received: 100_000 });
    await events.next("download-resuming", { received: 200_000 });
    await events.next("download-done", { written: large.length, sha256: sha256(large) });
    assert.deepEqual(
      desk.cloudEvents.all.flatMap((event) => (event.event === "download" ? [event.offset] : [])),
      [0, 100_000, 200_000],
    );
  });

  it("hears of an empty list", async () => {
    await desk.boot(events, { bundle });
    await events.next("contents", { names: "" });
  });
});
