import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { Role } from "../package-format.js";

/** A number as ESP-IDF writes it: "0x10000". */
const offset = v.pipe(
  v.string(),
  v.regex(/^0x[0-9a-fA-F]+$/, "has to be a hexadecimal number"),
  v.transform((text) => Number.parseInt(text, 16)),
);
const place = v.object({ offset });

/** What ESP-IDF's build says about flashing its output, as far as a package needs it. */
const schema = v.object({
  flash_settings: v.object({
    flash_mode: v.string(),
    flash_freq: v.string(),
    flash_size: v.pipe(
      v.string(),
      v.regex(/^\d+MB$/, 'has to be a size like "4MB"; set it in the sdkconfig'),
      v.transform((text) => Number.parseInt(text, 10) * 1024 * 1024),
    ),
  }),
  /** Files by their place in flash, relative to the folder of this one. */
  flash_files: v.record(v.string(), v.pipe(v.string(), v.nonEmpty())),
  bootloader: v.optional(place),
  app: v.optional(place),
  "partition-table": v.optional(place),
  otadata: v.optional(place),
  extra_esptool_args: v.object({ chip: v.string() }),
});

export interface FlashFile {
  readonly offset: number;
  /** Relative to the folder of `flasher_args.json`. */
  readonly file: string;
  readonly role: Role;
}

export interface FlasherArgs {
  readonly chip: string;
  readonly flashMode: string;
  readonly flashFrequency: string;
  readonly flashSizeBytes: number;
  readonly files: readonly FlashFile[];
}

export class FlasherArgsError extends Error {
  override name = "FlasherArgsError";
}

/** Reads `flasher_args.json`. Throws a FlasherArgsError that names the file, the field and what is wrong. */
export async function readFlasherArgs(file: string): Promise<FlasherArgs> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new FlasherArgsError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = v.safeParse(schema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new FlasherArgsError(`${file}: ${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
  }
  const args = result.output;
  const roles = new Map<number, Role>();
  if (args.bootloader !== undefined) roles.set(args.bootloader.offset, "bootloader");
  if (args["partition-table"] !== undefined) roles.set(args["partition-table"].offset, "partitions");
  if (args.app !== undefined) roles.set(args.app.offset, "app");
  if (args.otadata !== undefined) roles.set(args.otadata.offset, "otadata");
  const files = Object.entries(args.flash_files).map(([key, path]) => {
    const at = v.safeParse(offset, key);
    if (!at.success) throw new FlasherArgsError(`${file}: flash_files: "${key}" ${at.issues[0].message}`);
    return { offset: at.output, file: path, role: roles.get(at.output) ?? "other" };
  });
  return {
    chip: args.extra_esptool_args.chip,
    flashMode: args.flash_settings.flash_mode,
    flashFrequency: args.flash_settings.flash_freq,
    flashSizeBytes: args.flash_settings.flash_size,
    files: files.sort((a, b) => a.offset - b.offset),
  };
}

/** The same for a package, whose files all lie in one folder: esptool takes it as it takes ESP-IDF's. */
export function flasherArgsText({
  chip,
  flashMode,
  flashFrequency,
  flashSizeBytes,
  files,
}: FlasherArgs): string {
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const size = `${flashSizeBytes / (1024 * 1024)}MB`;
  const names: Readonly<Partial<Record<Role, string>>> = {
    bootloader: "bootloader",
    partitions: "partition-table",
    app: "app",
    otadata: "otadata",
  };
  const named = files.flatMap(({ offset: at, file, role }) => {
    const name = names[role];
    return name === undefined ? [] : [[name, { offset: hex(at), file, encrypted: "false" }] as const];
  });
  const description = {
    write_flash_args: ["--flash-mode", flashMode, "--flash-size", size, "--flash-freq", flashFrequency],
    flash_settings: { flash_mode: flashMode, flash_size: size, flash_freq: flashFrequency },
    flash_files: Object.fromEntries(files.map(({ offset: at, file }) => [hex(at), file])),
    ...Object.fromEntries(named),
    extra_esptool_args: { after: "hard_reset", before: "default_reset", stub: true, chip },
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}
