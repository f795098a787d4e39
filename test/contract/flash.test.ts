import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { FlashPartition } from "../../firmware/storage/flash-partition.js";
import { FlashFile } from "../../host-sim/engine/services/flash-file.js";
import { FlashChip } from "../../host-sim/world/flash-chip.js";
import { isOnSDK, notOnSDK } from "../support/platform.js";
import { platforms, run, temporaryFolder } from "./bench.js";
import { flashRegionSuite } from "./flash-region.js";

describe("a flash region: the chip of the simulation", () => {
  flashRegionSuite(() => new FlashChip({ blocks: 4 }));
});

describe("a flash region: a file", () => {
  flashRegionSuite((t) => new FlashFile({ path: join(temporaryFolder(t), randomUUID()), blocks: 4 }));
});

describe("a flash region: a partition of the SDK's shape", () => {
  flashRegionSuite(() => {
    const chip = new FlashChip({ blocks: 4 });
    return new FlashPartition({
      read: (into, offset) => chip.read(offset, into),
      write: (bytes, offset) => chip.program(offset, bytes),
      eraseBlock: (block) => chip.erase(block),
      status: () => ({ blockLength: chip.blockSize, blocks: chip.blocks }),
    });
  });
});

const alwaysThere = notOnSDK("every device there has 512 KB of flash");

/** Where a device's flash lies in its folder. */
function flashIn(storageDir: string): string {
  return isOnSDK ? join(storageDir, "flash") : storageDir;
}

for (const engine of platforms) {
  describe(`the flash of a simulated board on ${engine}`, () => {
    it("is 512 KB in blocks of 4,096 bytes, all ones", async (t) => {
      const program = await run(t, "flash", { engine, part: "size" });
      assert.deepEqual(await program.report(), [4096, 128, [0xff, 0xff]]);
    });

    it("only clears bits when it programs, and only sets them when it erases", async (t) => {
      const program = await run(t, "flash", { engine, part: "program" });
      assert.deepEqual(await program.report(), [0xff, 0x30, 0x0f, 0xff]);
      assert.deepEqual(await program.report(), [0xff, 1, 0xff, 0xff]);
    });

    it("is all ones between two places that were written", async (t) => {
      const program = await run(t, "flash", { engine, part: "far" });
      assert.deepEqual(await program.report(), [
        [0xff, 0xff],
        [0xff, 7, 0xff],
      ]);
    });

    it("keeps what was written when the power goes, and is made when it is first written", async (t) => {
      const storageDir = temporaryFolder(t);
      const first = await run(t, "flash", { engine, part: "keep", storageDir });
      assert.deepEqual(await first.report(), [0xff, 0xff, 0xff]);
      assert.deepEqual(await first.report(), [0xff, 0x55, 0xff]);
      first.engine.cutPower();
      assert.deepEqual(readdirSync(flashIn(storageDir)), ["outbox.flash"]);
      const second = await run(t, "flash", { engine, part: "keep", storageDir });
      assert.deepEqual(await second.report(), [0xff, 0x55, 0xff]);
    });

    it("throws beyond its ends", async (t) => {
      const program = await run(t, "flash", { engine, part: "limits" });
      assert.deepEqual(await program.report(), ["RangeError", "RangeError", "RangeError"]);
    });

    it("has no partition but `outbox`", async (t) => {
      const program = await run(t, "flash", { engine, part: "absent" });
      assert.deepEqual(await program.report(), [null, "Error"]);
    });

    it("has none at all where the board has no flash for it", alwaysThere, async (t) => {
      const program = await run(t, "flash", { engine, part: "absent", flashKilobytes: 0 });
      assert.deepEqual(await program.report(), ["Error", "Error"]);
    });
  });
}
