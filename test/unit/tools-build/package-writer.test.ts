import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Chip, chipNames } from "../../../tools/work/build/chips.js";
import { writePackage } from "../../../tools/work/build/package-writer.js";
import { readPackage, verifyPackage } from "../../../tools/work/package-format.js";
import { factoryLayout, type IDFOutput, slotLayout, writeIDFOutput } from "./idf-output.js";
import { madeBoard } from "./made-board.js";

describe("a package of what ESP-IDF has built", () => {
  let folder: string;
  let count = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-package-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function packed(output: IDFOutput, chip: Chip = output.chip): Promise<string> {
    const place = join(folder, String(++count));
    await writePackage({
      board: madeBoard(chip),
      name: "bowline",
      version: "1.2.3",
      buildFolder: await writeIDFOutput(`${place}-built`, output),
      materials: [],
      texts: [],
      folder: place,
    });
    return place;
  }

  for (const chip of chipNames) {
    it(`has the parts of an ${chip} where ESP-IDF wants them`, async () => {
      const { parts, partitions } = await verifyPackage(await packed({ chip, layout: factoryLayout }));
      assert.deepEqual(
        parts.map(({ path, offset, role }) => [path, offset, role]),
        [
          ["bootloader.bin", chip === "esp32" ? 0x1000 : 0, "bootloader"],
          ["partition-table.bin", 0x8000, "partitions"],
          ["xs_esp32.bin", 0x1_0000, "app"],
        ],
      );
      assert.deepEqual(
        partitions.map(({ label }) => label),
        ["nvs", "phy_init", "factory"],
      );
    });
  }

  it("has the choice of the slot where the table says, behind the slots", async () => {
    const { parts } = await readPackage(await packed({ chip: "esp32c3", layout: slotLayout }));
    assert.deepEqual(parts.find(({ role }) => role === "otadata")?.offset, 0x3f_e000);
    assert.deepEqual(parts.find(({ role }) => role === "app")?.offset, 0x1_0000);
  });

  it("has a manifest that ESP Web Tools can read: numbers for offsets, paths beside it", async () => {
    const place = await packed({ chip: "esp32s3", layout: slotLayout });
    assert.deepEqual(JSON.parse(await readFile(join(place, "manifest.json"), "utf8")), {
      name: "bowline",
      version: "1.2.3",
      new_install_prompt_erase: true,
      new_install_improv_wait_time: 15,
      builds: [
        {
          chipFamily: "ESP32-S3",
          parts: [
            { path: "bootloader.bin", offset: 0 },
            { path: "partition-table.bin", offset: 0x8000 },
            { path: "xs_esp32.bin", offset: 0x1_0000 },
            { path: "ota_data_initial.bin", offset: 0x3f_e000 },
          ],
        },
      ],
    });
  });

  it("has a flasher_args.json for esptool, with all files in the one folder", async () => {
    const place = await packed({ chip: "esp32", layout: factoryLayout });
    const args = JSON.parse(await readFile(join(place, "flasher_args.json"), "utf8"));
    assert.deepEqual(args.flash_files, {
      "0x1000": "bootloader.bin",
      "0x8000": "partition-table.bin",
      "0x10000": "xs_esp32.bin",
    });
    assert.deepEqual(args.flash_settings, { flash_mode: "dio", flash_size: "4MB", flash_freq: "80m" });
    assert.deepEqual(args.app, { offset: "0x10000", file: "xs_esp32.bin", encrypted: "false" });
    assert.equal(args.extra_esptool_args.chip, "esp32");
  });

  it("has checksums of all its files, in the form that sha256sum checks", async () => {
    const place = await packed({ chip: "esp32c6", layout: slotLayout });
    const text = execFileSync("sha256sum", ["--check", "SHA256SUMS"], { cwd: place, encoding: "utf8" });
    const checked = text
      .split("\n")
      .flatMap((line) => (line.split(": ")[1] === "OK" ? [line.split(":")[0]] : []));
    const files = (await readdir(place)).filter((file) => file !== "SHA256SUMS");
    assert.deepEqual(checked.sort(), files.sort());
  });

  it("replaces an older one as a whole, and leaves it alone where the new one is no good", async () => {
    const place = await packed({ chip: "esp32", layout: factoryLayout });
    await writeFile(join(place, "old.txt"), "");
    const options = {
      board: madeBoard("esp32"),
      name: "bowline",
      version: "1.2.4",
      materials: [],
      texts: [],
    };
    const bad = await writeIDFOutput(`${place}-bad`, {
      chip: "esp32",
      imageChip: "esp32c3",
      layout: factoryLayout,
    });
    await assert.rejects(writePackage({ ...options, buildFolder: bad, folder: place }), /chip number 5/);
    assert.equal((await readPackage(place)).version, "1.2.3");
    await writePackage({ ...options, buildFolder: `${place}-built`, folder: place });
    assert.equal((await readPackage(place)).version, "1.2.4");
    assert.ok(!existsSync(join(place, "old.txt")));
  });

  const refusals: readonly (readonly [why: string, output: IDFOutput, chip: Chip, message: RegExp])[] = [
    [
      "ESP-IDF has built for another chip",
      { chip: "esp32c3", layout: factoryLayout },
      "esp32c6",
      /chip: ESP-IDF has built for esp32c3, and trial_esp32c6 has an esp32c6/,
    ],
    [
      "the flash has another size than the board's",
      { chip: "esp32", layout: factoryLayout, flashSize: "2MB" },
      "esp32",
      /flash: ESP-IDF has built for 2097152 bytes, and board\.ts of trial_esp32 says 4194304/,
    ],
    [
      "the flash's size is left to the tool",
      { chip: "esp32", layout: factoryLayout, flashSize: "detect" },
      "esp32",
      /flash_settings\.flash_size: has to be a size like "4MB"/,
    ],
    [
      "the choice of the slot is flashed to where no partition is for it",
      { chip: "esp32", layout: slotLayout, otadataOffset: 0xe000 },
      "esp32",
      /otadata: is to be flashed to 57344, and the partition table has it at 4186112/,
    ],
    [
      "the image is larger than its partition",
      { chip: "esp32c3", layout: slotLayout, appBytes: 0x1f_0001 },
      "esp32c3",
      /xs_esp32\.bin: has 2031617 bytes, and its partition ota_0 2031616/,
    ],
  ];
  for (const [why, output, chip, message] of refusals) {
    it(`is refused where ${why}`, () => assert.rejects(packed(output, chip), message));
  }
});
