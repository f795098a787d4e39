import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { handshakePeak } from "./support/handshake-peak.js";
import { HandshakePlace } from "./support/handshake-run.js";
import { HeapLife } from "./support/heap-life.js";
import { buildPrograms } from "./support/programs.js";

/** What a handshake takes at its peak, at most; docs/figures.md says what was measured. */
const most = { slots: 832, chunkBytes: 8192 };

describe("the heap of a device on the SDK's engine, by the engine's own figures", () => {
  let folder: string;
  let program: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-heap-"));
    program = await buildPrograms({ isInstrumented: true });
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("holds the same after 1,000 reports, and after 20 reconnections: not a slot, not a byte more", async (t) => {
    const life = await HeapLife.begin({ program, folder: join(folder, "life") });
    t.after(() => life.close());
    const started = await life.look();
    await life.report(1000);
    assert.deepEqual(await life.look(), started);
    // The first outage is remembered until the cloud knows of it, and so is every other.
    await life.reconnect();
    const reconnected = await life.look();
    for (let done = 0; done < 20; done++) await life.reconnect();
    assert.deepEqual(await life.look(), reconnected);
  });

  it("has room for a TLS handshake, whose peak is told apart from what lives before and after", async (t) => {
    const place = await HandshakePlace.open(join(folder, "handshakes"));
    t.after(() => place.close());
    const found = await handshakePeak(place, program, { slots: 64, chunkBytes: 512 });
    t.diagnostic(JSON.stringify(found));
    const { before: alone, connected, peak, start } = found;
    for (const pool of ["slots", "chunkBytes"] as const) {
      const taken = peak[pool] - alone[pool];
      assert.ok(taken <= most[pool], `${pool}: ${taken}`);
      assert.ok(peak[pool] >= connected[pool] && connected[pool] > alone[pool], pool);
      assert.ok(peak[pool] > start[pool], "the peak is the handshake's, and not the program's start");
    }
  });
});
