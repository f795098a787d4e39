import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "./configuration.js";
import { runTool, type ToolResult } from "./tool-process.js";
import type { Toolchain } from "./toolchain.js";

/** Milliseconds; a link from nothing takes a few seconds. */
const patience = 300_000;

/**
 * Compiles the modules to byte code and links them for the target, resources too: as far as a build goes without ESP-IDF. The linker runs
 * each preloaded module as it will stand in ROM, and speaks only when it does, so it is made to do so every time.
 */
export async function link(
  { folder, makefile }: Configuration,
  { environment }: Toolchain,
): Promise<ToolResult> {
  const goals = ["mc.xs.c", "mc.resources.c"].map((file) => join(folder, file));
  for (const goal of goals) rmSync(goal, { force: true });
  // The makefile wants an ESP-IDF and the header that it generates; no module depends on what it says.
  const idf = join(folder, "no-idf");
  mkdirSync(idf, { recursive: true });
  const header = join(idf, "sdkconfig.h");
  writeFileSync(header, "");
  const variables = [`IDF_PATH=${idf}`, "IDF_VERSION=v6.0", `SDKCONFIG_H=${header}`];
  // Files that are as old as the goals want them: the TypeScript modules are compiled already.
  const old = [header, join(folder, "modules/tsconfig-base.json")].flatMap((file) => ["-o", file]);
  return runTool({
    program: "make",
    args: ["-f", makefile, ...variables, ...old, ...goals],
    folder,
    environment: { ...environment, MAKEFLAGS: "" },
    timeout: patience,
  });
}
