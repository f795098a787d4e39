import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Chip, chips } from "../../tools/work/build/chips.js";
import { packageFile, type Role } from "../../tools/work/package-format.js";

/** A part of a package that is made up for a test. */
export interface MadePart {
  readonly path: string;
  readonly offset: number;
  readonly role: Role;
  readonly bytes: Uint8Array;
}

/** Where the settings of a device lie in the table below: no part of a package touches it. */
export const settingsOffset = 0x9000;

const rows: readonly (readonly [
  type: number,
  subtype: number,
  offset: number,
  size: number,
  label: string,
])[] = [
  [1, 2, settingsOffset, 0x6000, "nvs"],
  [1, 0, 0x1_f000, 0x2000, "otadata"],
  [0, 0x10, 0x3_0000, 0x10_0000, "ota_0"],
  [0, 0x11, 0x13_0000, 0x10_0000, "ota_1"],
];

/** Parts of a firmware for a chip; the application is `appSize` bytes that compress about as well as a program does. */
export function madeParts(chip: Chip, appSize = 40_001): readonly MadePart[] {
  return [
    {
      path: "bootloader.bin",
      offset: chip === "esp32" ? 0x1000 : 0,
      role: "bootloader",
      bytes: image(chip, 9_000, 1),
    },
    { path: "partition-table.bin", offset: 0x8000, role: "partitions", bytes: partitionTable() },
    {
      path: "ota_data_initial.bin",
      offset: 0x1_f000,
      role: "otadata",
      bytes: new Uint8Array(0x2000).fill(0xff),
    },
    { path: "xs_esp32.bin", offset: 0x3_0000, role: "app", bytes: image(chip, appSize, 2) },
  ];
}

/** Writes the parts as a package. @returns the folder */
export async function madePackage(
  folder: string,
  options: { chip: Chip; parts?: readonly MadePart[] },
): Promise<string> {
  const { chip, parts = madeParts(chip) } = options;
  await mkdir(folder, { recursive: true });
  await Promise.all(parts.map(({ path, bytes }) => writeFile(join(folder, path), bytes)));
  const description = {
    format: 1,
    name: "trial",
    version: "1.2.3",
    board: `${chip}-board`,
    chip,
    flashSizeBytes: 0x40_0000,
    parts: parts.map(({ path, offset, role, bytes }) => ({
      path,
      offset,
      sizeBytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      role,
    })),
  };
  await writeFile(join(folder, packageFile), JSON.stringify(description));
  return folder;
}

/** Bytes with the header of an image: half of them noise, half of them repeated. */
function image(chip: Chip, size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = i % 512 < 256 ? state >>> 24 : i & 0x3f;
  }
  bytes.set([0xe9, 1, 2, 0x20]);
  new DataView(bytes.buffer).setUint16(12, chips[chip].imageId, true);
  return bytes;
}

function partitionTable(): Uint8Array {
  const bytes = new Uint8Array(0xc00).fill(0xff);
  rows.forEach(([type, subtype, offset, size, label], i) => {
    const row = new DataView(bytes.buffer, 32 * i, 32);
    row.setUint16(0, 0x50aa, true);
    row.setUint8(2, type);
    row.setUint8(3, subtype);
    row.setUint32(4, offset, true);
    row.setUint32(8, size, true);
    bytes.set(new TextEncoder().encode(label.padEnd(16, "\0")), 32 * i + 12);
    row.setUint32(28, 0, true);
  });
  return bytes;
}
