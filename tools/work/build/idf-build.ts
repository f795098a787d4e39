import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Board } from "./boards.js";
import type { Tell } from "./build-event.js";
import type { Configuration } from "./configuration.js";
import type { Complaint } from "./link-complaints.js";
import { runTool } from "./tool-process.js";
import type { Toolchain } from "./toolchain.js";

export interface IDFBuildOptions {
  readonly board: Board;
  readonly toolchain: Toolchain;
  readonly configuration: Configuration;
  readonly settings: readonly string[];
  /** The folder that the configuration was made in. */
  readonly output: string;
  readonly tell: Tell;
}

export type IDFBuild =
  | { readonly complaints: readonly Complaint[] }
  /** Where ESP-IDF has left `flasher_args.json`. */
  | { readonly buildFolder: string };

/** Milliseconds. A first build compiles the whole of ESP-IDF. */
const patience = 45 * 60_000;
/** How a line of ninja begins: `[412/1037] Building C object …`. */
const counted = /^\[(\d+)\/(\d+)\]/;
const trouble = /\berror:|^FAILED:|^ninja: build stopped|overflowed by|ESP-IDF Build Failed|Expected ESP IDF/;

/**
 * Builds the image: `mcconfig -m`, which compiles the engine and the native parts and hands everything to ESP-IDF. The SDK's makefile
 * goes on where ESP-IDF has failed, so what counts is whether there is a new image.
 */
export async function buildWithIDF(options: IDFBuildOptions): Promise<IDFBuild> {
  const { board, toolchain, configuration, settings, output, tell } = options;
  const began = Date.now();
  const { code, lines } = await runTool({
    program: "mcconfig",
    args: ["-m", "-p", board.target, "-t", "build", "-o", output, ...settings],
    folder: board.folder,
    environment: toolchain.environment,
    timeout: patience,
    onLine(line) {
      const [, done, total] = counted.exec(line) ?? [];
      if (done === undefined) return;
      tell({
        event: "build-step",
        board: board.name,
        step: "building the image",
        done: Number(done) / Number(total),
      });
    },
  });
  const buildFolder = join(configuration.folder, `xsProj-${board.chip}`, "build");
  const image = join(buildFolder, "xs_esp32.bin");
  const isNew = existsSync(image) && statSync(image).mtimeMs >= began - clockGrain;
  if (code === 0 && isNew) return { buildFolder };
  const told = lines.filter((line) => trouble.test(line));
  const text = (told.length > 0 ? told.slice(0, 12) : lines.slice(-12)).join("\n");
  return { complaints: [{ kind: "tool", text: `ESP-IDF has made no image:\n${text}` }] };
}

/** File systems round the time of a change, some to two seconds. */
const clockGrain = 2000;
