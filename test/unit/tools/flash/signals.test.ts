import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BoardEvent } from "../../../../host-sim/emulators/rom-loader/board.js";
import { settingsOffset } from "../../../support/firmware-package.js";
import { FlashBench } from "../../../support/flash-bench.js";

/** The whole story of a board's two signals and what it did about them. */
const story: readonly BoardEvent[] = [
  { event: "boot", mode: "run" },
  // The system opens the port; the line lets go of both at once.
  { event: "signals", dtr: true, rts: true },
  { event: "signals", dtr: false, rts: false },
  // Into the loader.
  { event: "signals", dtr: false, rts: true },
  { event: "reset" },
  { event: "signals", dtr: true, rts: false },
  { event: "boot", mode: "download" },
  { event: "signals", dtr: false, rts: false },
  { event: "baud-rate", baudRate: 460_800 },
  // Into the application.
  { event: "signals", dtr: false, rts: true },
  { event: "reset" },
  { event: "signals", dtr: false, rts: false },
  { event: "boot", mode: "run" },
];

describe("DTR and RTS while a board is flashed", () => {
  it("reset it into its loader, and out of it when all is verified, and never else", async (t) => {
    const bench = await FlashBench.make(t, "esp32c3");
    await bench.flash();
    await untilStarted(bench);
    assert.deepEqual(bench.happened, story);
    assert.equal(bench.board.running, "application");
  });

  it("do the same where they are wired to IO0 and EN directly", async (t) => {
    const bench = await FlashBench.make(t, "esp32", { board: { wiring: "direct" } });
    await bench.flash();
    await untilStarted(bench);
    assert.equal(bench.board.running, "application");
    assert.deepEqual(bench.happened.at(-1), { event: "boot", mode: "run" });
  });

  it("may take the port with them, on a board that is a USB device of its own", async (t) => {
    let resets = 0;
    const bench: FlashBench = await FlashBench.make(t, "esp32s3", {
      board: {
        onEvent: ({ event }) => {
          if (event === "reset" && ++resets === 2) bench.vanish();
        },
      },
    });
    await bench.flash();
    assert.equal(bench.output.events.count("flashed"), 1);
    assert.equal(bench.output.events.count("unplugged"), 0);
  });

  it("start the board again where it was refused", async (t) => {
    const bench = await FlashBench.make(t, "esp32c3", { packageChip: "esp32s3" });
    bench.provisioned(new Uint8Array(8), settingsOffset);
    await assert.rejects(bench.flash());
    await untilStarted(bench);
    assert.equal(bench.board.running, "application");
  });
});

/** EN takes its time. */
async function untilStarted(bench: FlashBench): Promise<void> {
  const deadline = performance.now() + 5000;
  while (bench.board.running === undefined && performance.now() < deadline)
    await new Promise((resolve) => setImmediate(resolve));
}
