import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runTool } from "../../../tools/work/build/tool-process.js";
import { compileTypes } from "../../../tools/work/build/type-check.js";
import { installed, root } from "./build-tools.js";

/** The memory of an XS machine. A slot has 32 bytes in the simulator and 16 on the ESP32. */
export interface Pools {
  readonly chunkBytes: number;
  readonly slots: number;
  readonly stackSlots: number;
}

/** What a board gives the firmware. */
export const boardPools: Pools = Object.freeze({ chunkBytes: 78_848, slots: 4928, stackSlots: 1024 });

/** Kept, since the engine is compiled for it: minutes the first time. */
const cache = join(root, "node_modules/.cache/bowline-heap");

/**
 * Builds the firmware for the SDK's simulator with pools that cannot grow, its modules preloaded as on a board. The next build
 * overwrites it. Where a pool runs out, the program ends with the line `XS abort`.
 *
 * @returns the program for `Simulator`
 */
export async function buildWithPools({ chunkBytes, slots, stackSlots }: Pools): Promise<string> {
  const place = join(cache, "manifest");
  mkdirSync(place, { recursive: true });
  mkdirSync(join(cache, "out"), { recursive: true });
  const creation = {
    static: 0,
    chunk: { initial: chunkBytes, incremental: 0 },
    heap: { initial: slots, incremental: 0 },
    stack: stackSlots,
  };
  const manifest = { include: [join(root, "manifests/lin/manifest.json")], creation };
  writeFileSync(join(place, "manifest.json"), JSON.stringify(manifest));
  const { environment } = installed();
  const made = join(cache, "out/tmp/lin/mc/release/bowline");
  const run = async (program: string, args: readonly string[]): Promise<void> => {
    const { code, lines } = await runTool({ program, args, folder: place, environment, timeout: 900_000 });
    if (code !== 0) throw new Error(lines.slice(-10).join("\n"));
  };
  await run("mcconfig", ["-p", "lin", "-t", "build", "-o", join(cache, "out")]);
  const errors = await compileTypes({ folder: made }, installed());
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const makefile = ["-f", join(made, "makefile"), "-o", join(made, "modules/tsconfig-base.json")];
  await run("make", [`-j${availableParallelism()}`, ...makefile, "build"]);
  return join(cache, "out/bin/lin/mc/release/bowline/mc.so");
}
