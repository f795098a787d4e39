import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Board } from "./boards.js";
import { runTool } from "./tool-process.js";
import type { Toolchain } from "./toolchain.js";
import { forgetModules } from "./type-check.js";

/** The SDK's view of a manifest with all that it includes: `manifest_flat.json`. */
export interface FlatManifest {
  /** By module name or pattern: files, or patterns of files, without their extension. */
  readonly modules: Readonly<Record<string, readonly (string | { readonly source: string })[]>>;
  readonly preload: readonly string[];
  readonly creation: {
    readonly static: number;
    readonly stack: number;
    readonly chunk: { readonly initial: number; readonly incremental: number };
    readonly heap: { readonly initial: number; readonly incremental: number };
  };
}

/** A board's build, set up by `mcconfig` and not yet made. */
export interface Configuration {
  /** The SDK's makefile, generated files and intermediate ones. */
  readonly folder: string;
  readonly makefile: string;
  /** Where the SDK copies binaries to. */
  readonly products: string;
  readonly manifest: FlatManifest;
  readonly lines: readonly string[];
}

/** The name that the manifests give every build. */
const name = "bowline";
/** Milliseconds. */
const patience = 120_000;

export interface ConfigureOptions {
  readonly board: Board;
  readonly toolchain: Toolchain;
  /** `name=value` of the firmware's configuration. */
  readonly settings: readonly string[];
  /** For everything that the SDK writes; no two runs at a time may share one. */
  readonly output: string;
}

/** Runs `mcconfig` for a board. Where it gave up there is no configuration, and `lines` say why. */
export async function configure({
  board,
  toolchain,
  settings,
  output,
}: ConfigureOptions): Promise<Configuration | { readonly lines: readonly string[] }> {
  // The makefile's goals are real paths; behind a link they would be unknown to it.
  const place = realpathSync(output);
  const folder = join(place, "tmp", board.target, "release", name);
  forgetModules(folder);
  const { code, lines } = await runTool({
    program: "mcconfig",
    args: ["-p", board.target, "-t", "build", "-o", place, ...settings],
    folder: board.folder,
    environment: toolchain.environment,
    timeout: patience,
  });
  if (code !== 0) return { lines };
  return {
    folder,
    makefile: join(folder, "makefile"),
    products: join(place, "bin", board.target, "release", name),
    manifest: JSON.parse(readFileSync(join(folder, "manifest_flat.json"), "utf8")) as FlatManifest,
    lines,
  };
}
