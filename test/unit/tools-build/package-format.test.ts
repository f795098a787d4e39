import assert from "node:assert/strict";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  checkPackage,
  PackageError,
  readPackage,
  verifyPackage,
} from "../../../tools/work/package-format.js";
import { madePackage, madeParts } from "../../support/firmware-package.js";

const part = { sizeBytes: 10, sha256: "0".repeat(64) };
const good = {
  format: 1,
  name: "bowline",
  version: "1.0.0",
  board: "esp32",
  chip: "esp32",
  flashSizeBytes: 0x40_0000,
  parts: [
    { ...part, path: "bootloader.bin", offset: 0x1000, role: "bootloader" },
    { ...part, path: "partition-table.bin", offset: 0x8000, role: "partitions" },
    { ...part, path: "app.bin", offset: 0x1_0000, role: "app" },
  ],
};
const [bootloader, table, app] = good.parts;

describe("a firmware package", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-package-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("is what it says", async () => {
    const place = await madePackage(join(folder, "good"), { chip: "esp32c3" });
    const { parts } = await verifyPackage(place);
    assert.deepEqual(
      parts.map(({ bytes }) => bytes.length),
      madeParts("esp32c3").map(({ bytes }) => bytes.length),
    );
  });

  const descriptions: readonly (readonly [what: string, description: object, message: RegExp])[] = [
    [
      "a format of later versions",
      { ...good, format: 2 },
      /format: is not known; a newer version of bowline/,
    ],
    ["a chip that nobody builds for", { ...good, chip: "esp8266" }, /chip: /],
    ["a field that it should not have", { ...good, extra: 1 }, /extra: /],
    ["no app", { ...good, parts: [bootloader, table] }, /parts: 0 of role app where there has to be one/],
    ["two apps", { ...good, parts: [...good.parts, { ...app, offset: 0x2_0000 }] }, /parts: 2 of role app/],
    [
      "a part in another folder",
      { ...good, parts: [bootloader, table, { ...app, path: "../app.bin" }] },
      /parts\.2\.path: has to be the name of a file in the package/,
    ],
    [
      "a part between two sectors",
      { ...good, parts: [bootloader, table, { ...app, offset: 0x1_0010 }] },
      /parts\.2\.offset: has to be the start of a sector/,
    ],
    [
      "parts that overlap",
      { ...good, parts: [{ ...bootloader, sizeBytes: 0x7001 }, table, app] },
      /bootloader\.bin reaches into partition-table\.bin at 32768/,
    ],
    [
      "a part behind the end of the flash",
      { ...good, flashSizeBytes: 0x1_0000 },
      /app\.bin ends behind the flash of 65536 bytes/,
    ],
    [
      "a checksum that is none",
      { ...good, parts: [bootloader, table, { ...app, sha256: "ABC" }] },
      /parts\.2\.sha256: has to be 64 lower-case hex digits/,
    ],
  ];
  for (const [what, description, message] of descriptions) {
    it(`is refused with ${what}`, () =>
      assert.throws(
        () => checkPackage(description),
        (error: unknown) => {
          assert.ok(error instanceof PackageError);
          assert.match(error.message, message);
          return true;
        },
      ));
  }

  it("is refused where its folder is none, or its description no JSON", async () => {
    await assert.rejects(readPackage(join(folder, "nothing")), /cannot be read \(ENOENT\); name a folder/);
    const place = await madePackage(join(folder, "torn"), { chip: "esp32" });
    await truncate(join(place, "bowline-package.json"), 40);
    await assert.rejects(readPackage(place), /is not JSON/);
  });

  it("is refused where a part was cut short, changed, or is gone", async () => {
    const place = await madePackage(join(folder, "changed"), { chip: "esp32" });
    await truncate(join(place, "xs_esp32.bin"), 1000);
    await assert.rejects(verifyPackage(place), /xs_esp32\.bin: has 1000 bytes instead of \d+/);
    const bytes = madeParts("esp32").find(({ role }) => role === "app")?.bytes ?? new Uint8Array();
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    await writeFile(join(place, "xs_esp32.bin"), bytes);
    await assert.rejects(verifyPackage(place), /xs_esp32\.bin: is not the file that was built/);
    await rm(join(place, "xs_esp32.bin"));
    await assert.rejects(verifyPackage(place), /xs_esp32\.bin: cannot be read \(ENOENT\)/);
  });

  it("is refused where an image is for another chip, or where the app lies in no partition for firmware", async () => {
    const parts = madeParts("esp32c3");
    const mixed = await madePackage(join(folder, "mixed"), { chip: "esp32", parts });
    await assert.rejects(verifyPackage(mixed), /bootloader\.bin: is an image for chip number 5/);
    const astray = parts.map((each) => (each.role === "app" ? { ...each, offset: 0x24_0000 } : each));
    const lost = await madePackage(join(folder, "lost"), { chip: "esp32c3", parts: astray });
    await assert.rejects(verifyPackage(lost), /xs_esp32\.bin: no partition for firmware begins at 2359296/);
  });
});
