import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Chip, chips } from "../../../tools/work/build/chips.js";

/** A row of a partition table. */
export type Row = readonly [label: string, type: number, subtype: number, offset: number, size: number];

const nvs: Row = ["nvs", 1, 2, 0x9000, 0x6000];
const phy: Row = ["phy_init", 1, 1, 0xf000, 0x1000];

/** The table that the SDK's projects bring: one image, in the factory's partition. */
export const factoryLayout: readonly Row[] = [nvs, phy, ["factory", 0, 0, 0x1_0000, 0x3f_0000]];

/** The table that the SDK makes of it for updates: the choice of the slot comes last, where no example of ESP-IDF has it. */
export const slotLayout: readonly Row[] = [
  nvs,
  phy,
  ["ota_0", 0, 0x10, 0x1_0000, 0x1f_0000],
  ["ota_1", 0, 0x11, 0x20_0000, 0x1f_e000],
  ["otadata", 1, 0, 0x3f_e000, 0x2000],
];

export interface IDFOutput {
  readonly chip: Chip;
  readonly layout: readonly Row[];
  /** The chip of the images, where it is another one by mistake. */
  readonly imageChip?: Chip;
  readonly flashSize?: string;
  readonly otadataOffset?: number;
  readonly appBytes?: number;
}

/**
 * Writes a folder as ESP-IDF's build leaves it: `flasher_args.json` beside the binaries in the folders that it uses. The bytes that a
 * package looks at are there as ESP-IDF writes them (image headers, partition table); the rest is filling. No ESP-IDF made it: what
 * a real build says beyond this is not covered.
 */
export async function writeIDFOutput(folder: string, output: IDFOutput): Promise<string> {
  const { chip, layout, flashSize = "4MB" } = output;
  const made = output.imageChip ?? chip;
  const appOffset = layout.find(([, type]) => type === 0)?.[3] ?? 0;
  const choice = layout.find(([, type, subtype]) => type === 1 && subtype === 0);
  const bootloader = chip === "esp32" ? 0x1000 : 0;
  const otadata = choice === undefined ? undefined : (output.otadataOffset ?? choice[3]);
  const files: readonly (readonly [name: string, offset: number, file: string, bytes: Uint8Array])[] = [
    ["bootloader", bootloader, "bootloader/bootloader.bin", image(made, 21_504)],
    ["app", appOffset, "xs_esp32.bin", image(made, output.appBytes ?? 300_000)],
    ["partition-table", 0x8000, "partition_table/partition-table.bin", partitionTable(layout)],
    ...(otadata === undefined
      ? []
      : [["otadata", otadata, "ota_data_initial.bin", new Uint8Array(0x2000).fill(0xff)] as const]),
  ];
  for (const [, , file, bytes] of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), bytes);
  }
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const description = {
    write_flash_args: ["--flash-mode", "dio", "--flash-size", flashSize, "--flash-freq", "80m"],
    flash_settings: { flash_mode: "dio", flash_size: flashSize, flash_freq: "80m" },
    flash_files: Object.fromEntries(files.map(([, offset, file]) => [hex(offset), file])),
    ...Object.fromEntries(
      files.map(([name, offset, file]) => [name, { offset: hex(offset), file, encrypted: "false" }]),
    ),
    extra_esptool_args: { after: "hard_reset", before: "default_reset", stub: true, chip },
  };
  await writeFile(join(folder, "flasher_args.json"), JSON.stringify(description, null, 4));
  const components = { build_components: ["freertos", "lwip", "esp_wifi", "main", ""] };
  await writeFile(join(folder, "project_description.json"), JSON.stringify(components));
  return folder;
}

/** An image: `E9`, four segments, …, and the number of its chip in bytes 12 and 13. */
export function image(chip: Chip, size: number): Uint8Array {
  const bytes = new Uint8Array(size).map((_, i) => (i * 31) & 0xff);
  bytes.set([0xe9, 4, 2, 0x2f]);
  new DataView(bytes.buffer).setUint16(12, chips[chip].imageId, true);
  return bytes;
}

/** `partition-table.bin`: 0xC00 bytes, a row each 32, then FF. */
export function partitionTable(layout: readonly Row[]): Uint8Array {
  const bytes = new Uint8Array(0xc00).fill(0xff);
  layout.forEach(([label, type, subtype, offset, size], i) => {
    const row = new DataView(bytes.buffer, i * 32, 32);
    row.setUint16(0, 0x50aa, true);
    row.setUint8(2, type);
    row.setUint8(3, subtype);
    row.setUint32(4, offset, true);
    row.setUint32(8, size, true);
    bytes.set(new TextEncoder().encode(label.padEnd(16, "\0")), i * 32 + 12);
    row.setUint32(28, 0, true);
  });
  return bytes;
}
