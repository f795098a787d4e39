import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checkPackage, type FirmwarePackage, packageFile, verifyPackage } from "../package-format.js";
import { billOfMaterials } from "./bill-of-materials.js";
import type { Board } from "./boards.js";
import { type FlasherArgs, flasherArgsText, readFlasherArgs } from "./flasher-args.js";
import type { Material } from "./material.js";
import { noticesText } from "./notices.js";
import { parsePartitionTable, slotChoicePartition } from "./partition-table.js";
import { webManifestText } from "./web-manifest.js";

export interface PackageOptions {
  readonly board: Board;
  readonly name: string;
  readonly version: string;
  /** ESP-IDF's build folder, with `flasher_args.json`. */
  readonly buildFolder: string;
  /** Everything that went into the image or helped to make it. */
  readonly materials: readonly Material[];
  /** Files with the texts of licences. */
  readonly texts: readonly string[];
  /** The package; what is there is replaced when the new one is whole. */
  readonly folder: string;
}

/** ESP-IDF has built something that does not make a package for this board. */
export class PackageWriterError extends Error {
  override name = "PackageWriterError";
}

/**
 * Makes a package of what ESP-IDF has built: the binaries, `flasher_args.json`, a manifest for ESP Web Tools, checksums, notices, a bill of
 * materials, and the description that `bowline flash` reads. It is verified as `bowline flash` would before it takes its place.
 */
export async function writePackage(options: PackageOptions): Promise<FirmwarePackage> {
  const { board, name, version, buildFolder, materials, texts, folder } = options;
  const built = await readFlasherArgs(join(buildFolder, "flasher_args.json"));
  checkBoard(board, built);
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const files = new Map<string, Uint8Array>();
  const parts = await Promise.all(
    built.files.map(async ({ offset, file, role }) => {
      const bytes = await readFile(join(buildFolder, file));
      const path = basename(file);
      if (files.has(path)) throw new PackageWriterError(`${path}: ESP-IDF has built two files of this name`);
      files.set(path, bytes);
      return { path, offset, sizeBytes: bytes.byteLength, sha256: sha256(bytes), role };
    }),
  );
  const { chip, flashSizeBytes } = board;
  const description = checkPackage({
    format: 1,
    name,
    version,
    board: board.name,
    chip,
    flashSizeBytes,
    parts,
  });
  checkOTAData(description, files);
  const flat = built.files.map((part) => ({ ...part, file: basename(part.file) }));
  const written: Readonly<Record<string, string>> = {
    "flasher_args.json": flasherArgsText({ ...built, files: flat }),
    "manifest.json": webManifestText(description),
    "NOTICES.txt": noticesText({ name, version, materials, texts }),
    "sbom.cdx.json": billOfMaterials({ description, materials }),
    [packageFile]: `${JSON.stringify(description, null, 2)}\n`,
  };
  for (const [path, text] of Object.entries(written)) files.set(path, new TextEncoder().encode(text));
  const sums = [...files].sort().map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`);
  files.set("SHA256SUMS", new TextEncoder().encode(sums.join("")));
  await Promise.all([...files].map(([path, bytes]) => writeFile(join(draft, path), bytes)));
  const verified = await verifyPackage(draft);
  await mkdir(dirname(folder), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return verified;
}

function checkBoard(board: Board, { chip, flashSizeBytes }: FlasherArgs): void {
  if (chip !== board.chip)
    throw new PackageWriterError(
      `chip: ESP-IDF has built for ${chip}, and ${board.name} has an ${board.chip}`,
    );
  if (flashSizeBytes !== board.flashSizeBytes)
    throw new PackageWriterError(
      `flash: ESP-IDF has built for ${flashSizeBytes} bytes, and board.ts of ${board.name} says ${board.flashSizeBytes}`,
    );
}

/** The choice of the slot lies where the partition table says, which is not where ESP-IDF's examples have it. */
function checkOTAData({ parts }: FirmwarePackage, files: ReadonlyMap<string, Uint8Array>): void {
  const table = parts.find(({ role }) => role === "partitions");
  const choice = slotChoicePartition(parsePartitionTable(files.get(table?.path ?? "") ?? new Uint8Array()));
  const otadata = parts.find(({ role }) => role === "otadata");
  if (otadata?.offset !== choice?.offset)
    throw new PackageWriterError(
      `otadata: is to be flashed to ${otadata?.offset ?? "nowhere"}, and the partition table has it at ${choice?.offset ?? "none"}`,
    );
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
