import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FlashError, type flashFailures } from "../../../../tools/work/flash/flash-error.js";
import { settingsOffset } from "../../../support/firmware-package.js";
import { FlashBench } from "../../../support/flash-bench.js";

const settings = new TextEncoder().encode("ssid=workshop");

function settingsOf(bench: FlashBench): Uint8Array {
  return bench.board.flash.read(settingsOffset, settings.length);
}

describe("what bowline flash writes", () => {
  it("is the application and the choice of slots, so that a device keeps its settings", async (t) => {
    const bench = await FlashBench.make(t, "esp32c6");
    bench.provisioned(settings, settingsOffset);
    const otadata = bench.part("otadata");
    bench.board.flash.program(otadata.offset, Uint8Array.of(2, 0, 0, 0)); // the other slot is chosen
    await bench.flash({ scope: "update" });
    assert.deepEqual(bench.inFlash(bench.part("app")), bench.part("app").bytes);
    assert.deepEqual(bench.inFlash(otadata), otadata.bytes);
    assert.deepEqual(settingsOf(bench), settings);
    assert.deepEqual(
      bench.output.events.all.filter(({ event }) => event === "verified").map(({ part }) => part),
      ["ota_data_initial.bin", "xs_esp32.bin"],
    );
  });

  it("is all parts for a new board, and settings survive that too", async (t) => {
    const bench = await FlashBench.make(t, "esp32");
    bench.board.flash.program(settingsOffset, settings);
    await bench.flash({ scope: "everything" });
    for (const part of bench.parts) assert.deepEqual(bench.inFlash(part), part.bytes, part.path);
    assert.deepEqual(settingsOf(bench), settings);
  });

  it("begins with nothing where everything is to be erased", async (t) => {
    const bench = await FlashBench.make(t, "esp32s3");
    bench.provisioned(settings, settingsOffset);
    await bench.flash({ scope: "erase" });
    for (const part of bench.parts) assert.deepEqual(bench.inFlash(part), part.bytes, part.path);
    assert.ok(settingsOf(bench).every((byte) => byte === 0xff));
    assert.equal(bench.output.events.count("erased"), 1);
  });

  it("is told with its progress, its time and the MD5 that was read back", async (t) => {
    const bench = await FlashBench.make(t, "esp32c3");
    await bench.flash();
    assert.ok(bench.output.steps.includes("writing xs_esp32.bin at 0x30000"));
    const flashed = await bench.output.events.next("flashed");
    assert.equal(flashed.parts, 4);
    assert.equal(flashed.mac, "02:b0:71:1e:00:01");
    assert.equal(bench.requests.filter((name) => name === "SPI_FLASH_MD5").length, 4);
  });
});

describe("what bowline flash refuses before it writes anything", () => {
  const wrote = ["FLASH_BEGIN", "FLASH_DEFL_BEGIN", "ERASE_FLASH", "ERASE_REGION"];

  async function refused(bench: FlashBench, code: keyof typeof flashFailures, words: RegExp): Promise<void> {
    await assert.rejects(bench.flash({ scope: "update" }), (error) => {
      assert.ok(error instanceof FlashError);
      assert.equal(error.code, code);
      assert.match(error.message, words);
      return true;
    });
    assert.deepEqual(
      bench.requests.filter((name) => wrote.includes(name)),
      [],
    );
  }

  it("is a package for another chip", async (t) => {
    const bench = await FlashBench.make(t, "esp32c6", { packageChip: "esp32c3" });
    await refused(
      bench,
      "wrong-chip",
      /has an esp32c6 .* for esp32c3-board with an esp32c3; .*nothing was written/,
    );
  });

  it("is an update of a board that is empty", async (t) => {
    await refused(await FlashBench.make(t, "esp32c3"), "other-layout", /--everything; nothing was written/);
  });

  it("is an update of a board with another partition table", async (t) => {
    const bench = await FlashBench.make(t, "esp32c3");
    bench.provisioned(settings, settingsOffset);
    bench.board.flash.program(0x8005, Uint8Array.of(0));
    await refused(bench, "other-layout", /another one than the package/);
  });

  it("is a board in secure download mode, which lets nothing be read back", async (t) => {
    const bench = await FlashBench.make(t, "esp32c6", { board: { secureDownload: true } });
    await refused(bench, "secured", /secure download mode; .*nothing was written/);
  });

  it("is a board with less flash than the package was built for", async (t) => {
    const bench = await FlashBench.make(t, "esp32", { board: { flashSizeBytes: 0x20_0000 } });
    await refused(bench, "too-small", /2097152 bytes of flash .* needs 4194304/);
  });
});
