import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { chipNames, chips, imageChip } from "./build/chips.js";
import { firmwarePartitions, type Partition, parsePartitionTable } from "./build/partition-table.js";

/**
 * The package of a firmware: a folder that `bowline build` writes and `bowline flash` reads, described by one file in it:
 *
 *     bowline-package.json   {"format": 1, "name": "bowline", "version": "0.1.0", "board": "esp32c3", "chip": "esp32c3",
 *                             "flashSizeBytes": 4194304, "parts": [{"path": "bootloader.bin", "offset": 0, "sizeBytes": 21504,
 *                             "sha256": "…", "role": "bootloader"}, …]}
 *
 * Every part is a file of the same folder. A package is whole or refused; nothing in here writes to a board.
 */
export const packageFile = "bowline-package.json";

/** What a part is to the board. An update writes `app`, and `otadata` where there is one; a new board gets all parts. */
export const roles = ["bootloader", "partitions", "app", "otadata", "other"] as const;
export type Role = (typeof roles)[number];

/** Flash is erased in sectors, so parts begin with one. */
const sectorSize = 0x1000;

const partSchema = v.strictObject({
  path: v.pipe(
    v.string(),
    v.regex(/^[0-9A-Za-z_][0-9A-Za-z._-]{0,63}$/, "has to be the name of a file in the package"),
  ),
  /** Where it goes in flash, bytes. */
  offset: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.multipleOf(sectorSize, "has to be the start of a sector"),
  ),
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "has to be 64 lower-case hex digits")),
  role: v.picklist(roles),
});

const packageSchema = v.strictObject({
  format: v.literal(1, "is not known; a newer version of bowline wrote this package"),
  name: v.pipe(v.string(), v.nonEmpty()),
  version: v.pipe(v.string(), v.nonEmpty()),
  /** The folder in manifests/boards that it was built for. */
  board: v.pipe(v.string(), v.nonEmpty()),
  chip: v.picklist(chipNames),
  /** Of the board's flash chip. */
  flashSizeBytes: v.pipe(v.number(), v.integer(), v.minValue(sectorSize)),
  parts: v.pipe(v.array(partSchema), v.minLength(1)),
});

export type PackagePart = Readonly<v.InferOutput<typeof partSchema>>;
export type FirmwarePackage = Readonly<Omit<v.InferOutput<typeof packageSchema>, "parts">> & {
  readonly parts: readonly PackagePart[];
};

/** A part with its bytes, which are what the package says they are. */
export interface VerifiedPart extends PackagePart {
  readonly bytes: Uint8Array;
}

export interface VerifiedPackage extends FirmwarePackage {
  readonly parts: readonly VerifiedPart[];
  /** The board's partitions once it is flashed. */
  readonly partitions: readonly Partition[];
}

/** A package that is not to be flashed: which part of it, what is wrong, what to do. */
export class PackageError extends Error {
  override name = "PackageError";
}

/**
 * Reads what a package says about itself, without its parts. Throws a PackageError where the folder is no package or its description
 * makes no sense: unknown fields and formats, parts that overlap, no bootloader, partition table or app, or two of them.
 */
export async function readPackage(folder: string): Promise<FirmwarePackage> {
  const file = join(folder, packageFile);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new PackageError(
      `${file}: cannot be read (${codeOf(error)}); name a folder that \`bowline build\` has written`,
    );
  }
  return checkPackage(parseJSON(text, file), file);
}

/** The same for a description that is in memory; `file` is its name in messages. */
export function checkPackage(description: unknown, file: string = packageFile): FirmwarePackage {
  const result = v.safeParse(packageSchema, description);
  if (!result.success) {
    const [issue] = result.issues;
    throw new PackageError(
      `${file}: ${v.getDotPath(issue) ?? "it"}: ${issue.message}; build the package again`,
    );
  }
  const { parts, flashSizeBytes } = result.output;
  for (const role of ["bootloader", "partitions", "app"] as const) {
    const count = parts.filter((part) => part.role === role).length;
    if (count !== 1)
      throw new PackageError(`${file}: parts: ${count} of role ${role} where there has to be one`);
  }
  const ordered = [...parts].sort((a, b) => a.offset - b.offset);
  ordered.reduce((before, part) => {
    if (before.offset + before.sizeBytes > part.offset)
      throw new PackageError(`${file}: parts: ${before.path} reaches into ${part.path} at ${part.offset}`);
    return part;
  });
  for (const { path, offset, sizeBytes } of parts) {
    if (offset + sizeBytes > flashSizeBytes)
      throw new PackageError(`${file}: parts: ${path} ends behind the flash of ${flashSizeBytes} bytes`);
  }
  return result.output;
}

/**
 * Reads a package with its parts and holds them against what it says: size and SHA-256 of each, the chip in the header of bootloader
 * and app, and the app where the partition table wants it and no larger. Throws a PackageError at the first that does not hold.
 */
export async function verifyPackage(folder: string): Promise<VerifiedPackage> {
  const description = await readPackage(folder);
  const parts = await Promise.all(description.parts.map((part) => readPart(folder, part)));
  for (const { role, path, bytes } of parts) {
    if (role !== "bootloader" && role !== "app") continue;
    const { imageId } = chips[description.chip];
    const found = imageChip(bytes);
    if (found !== imageId)
      throw new PackageError(
        found === undefined
          ? `${path}: is no image for an ESP32; build the package again`
          : `${path}: is an image for chip number ${found}, and ${description.chip} has number ${imageId}; build it for ${description.board}`,
      );
  }
  const partitions = tableOf(parts);
  for (const part of parts) {
    if (part.role !== "app") continue;
    const partition = firmwarePartitions(partitions).find(({ offset }) => offset === part.offset);
    if (partition === undefined)
      throw new PackageError(`${part.path}: no partition for firmware begins at ${part.offset}`);
    if (part.sizeBytes > partition.sizeBytes)
      throw new PackageError(
        `${part.path}: has ${part.sizeBytes} bytes, and its partition ${partition.label} ${partition.sizeBytes}`,
      );
  }
  return { ...description, parts, partitions };
}

async function readPart(folder: string, part: PackagePart): Promise<VerifiedPart> {
  const { path, sizeBytes, sha256 } = part;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, path));
  } catch (error) {
    throw new PackageError(
      `${path}: cannot be read (${codeOf(error)}); the package is incomplete, build it again`,
    );
  }
  if (bytes.byteLength !== sizeBytes)
    throw new PackageError(
      `${path}: has ${bytes.byteLength} bytes instead of ${sizeBytes}; build the package again`,
    );
  if (createHash("sha256").update(bytes).digest("hex") !== sha256)
    throw new PackageError(
      `${path}: is not the file that was built, by its SHA-256; build the package again`,
    );
  return { ...part, bytes };
}

function tableOf(parts: readonly VerifiedPart[]): readonly Partition[] {
  const [table] = parts.filter(({ role }) => role === "partitions");
  try {
    return parsePartitionTable(table?.bytes ?? new Uint8Array());
  } catch (error) {
    throw new PackageError(`${table?.path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseJSON(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PackageError(`${file}: is not JSON; build the package again`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
