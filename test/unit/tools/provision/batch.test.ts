import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { ProvisioningFailure } from "../../../../tools/device-link/provisioning.js";
import {
  type BatchEvent,
  type BatchOptions,
  provisionBatch,
} from "../../../../tools/work/provision/batch.js";
import { Journal } from "../../../../tools/work/provision/journal.js";
import { LabelFile, labelText } from "../../../../tools/work/provision/labels.js";

let folder: string;
let file: string;
let events: BatchEvent[];
let done: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bowline-batch-"));
  file = join(folder, "journal");
  events = [];
  done = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(changes: Partial<BatchOptions> = {}) {
  return provisionBatch({
    entries: ["a", "b", "c", "d"].map((deviceId) => ({ deviceId, plan: { deviceId } })),
    ports: ["one", "two"],
    journal: await Journal.open(file),
    provision: async ({ deviceId }, port) => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(`${deviceId} at ${port}`);
      return { device: deviceId, board: "esp32", online: true };
    },
    nextBoard: async () => true,
    onEvent: (event) => events.push(event),
    now: () => "2026-01-01T00:00:00.000Z",
    ...changes,
  });
}

const failing =
  (which: string): BatchOptions["provision"] =>
  async ({ deviceId }) => {
    if (deviceId === which) throw new ProvisioningFailure("online", "no route", "look at the cable", "tcp");
    return { device: deviceId, board: "esp32", online: true };
  };

describe("provisioning a list", () => {
  it("works on all ports at once, each board once", async () => {
    assert.deepEqual(await run(), { provisioned: 4, skipped: 0, failed: 0 });
    // Which port takes the next board depends on which was done first.
    assert.deepEqual(done.map((each) => each.split(" at ")[0]).sort(), ["a", "b", "c", "d"]);
    assert.deepEqual([...new Set(done.map((each) => each.split(" at ")[1]))].sort(), ["one", "two"]);
  });

  it("goes on where it stopped: what stands in the journal is skipped", async () => {
    assert.deepEqual(await run({ nextBoard: async () => false }), { provisioned: 2, skipped: 0, failed: 0 });
    assert.deepEqual(await run(), { provisioned: 2, skipped: 2, failed: 0 });
    assert.equal(new Set(done.map((each) => each[0])).size, 4);
  });

  it("keeps going where a board fails, and tries that one again the next time", async () => {
    assert.deepEqual(await run({ provision: failing("b") }), { provisioned: 3, skipped: 0, failed: 1 });
    const failure = events.find(({ event }) => event === "provisioning-failed");
    assert.deepEqual(failure, {
      event: "provisioning-failed",
      port: "two",
      device: "b",
      step: "online",
      reason: "no route",
      advice: "look at the cable",
    });
    assert.deepEqual(await run(), { provisioned: 1, skipped: 3, failed: 0 });
  });

  it("does not take a board that failed for the next one, whatever it calls itself", async () => {
    const known: string[][] = [];
    await run({
      ports: ["one"],
      provision: async (_, __, onEvent) => {
        for (const identity of ["AA:BB:01", "AA:BB:01", "a"])
          onEvent({ event: "step", step: "hello", state: "done", identity });
        throw new ProvisioningFailure("wifi", "refused", "check the passphrase");
      },
      nextBoard: async (_, identities) => {
        known.push([...identities].sort());
        return false;
      },
    });
    assert.deepEqual(known, [["AA:BB:01", "a"]]);
  });

  it("survives a journal whose last line was torn", async () => {
    await run({ nextBoard: async () => false });
    await appendFile(file, '{"deviceId":"c","outco');
    assert.deepEqual(await run(), { provisioned: 2, skipped: 2, failed: 0 });
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    assert.equal(lines.length, 5);
  });

  it("does not swallow a mistake of its own", async () => {
    await assert.rejects(
      run({
        provision: async () => {
          throw new TypeError("bug");
        },
      }),
      TypeError,
    );
  });
});

describe("labels", () => {
  it("are a CSV with the text of a QR code, and an SVG a board, and go on in their file", async () => {
    const path = join(folder, "labels.csv");
    await (await LabelFile.create(path)).add({ deviceId: "pump-7", board: "esp32", connectorId: "o33" });
    await (await LabelFile.create(path)).add({ deviceId: 'odd"/name', board: "esp32" });
    assert.equal(
      await readFile(path, "utf8"),
      'deviceId,board,qr\r\npump-7,esp32,bowline:device=pump-7;connector=o33\r\n"odd""/name",esp32,"bowline:device=odd""/name"\r\n',
    );
    assert.match(await readFile(join(folder, "labels-odd%22%2Fname.svg"), "utf8"), /^<svg/);
    assert.equal(labelText({ deviceId: "a", board: "b" }), "bowline:device=a");
  });
});
