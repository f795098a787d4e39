import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FlatManifest } from "../../../tools/work/build/configuration.js";
import { compileTypes, forgetModules } from "../../../tools/work/build/type-check.js";
import { installed } from "./build-tools.js";
import { findSDK, type SDK } from "./sdk.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const name = "bowline";
/** Where the environment says that all is built already: each file of tests runs in a process of its own. */
export const builtVariable = "BOWLINE_SDK_BUILT";
/** Milliseconds; a build from nothing takes less than one minute. */
const patience = 300_000;

export interface BuildOptions {
  /** Folder of the manifest; that of the firmware in the SDK's simulator where absent. */
  readonly manifest?: string;
  /** With the engine's own figures of its heap, for module `instrumentation`. */
  readonly isInstrumented?: boolean;
}

/** Builds for the SDK's Linux simulator; returns what that loads. Two builds at a time must not happen. */
export async function buildSimulator(options: BuildOptions = {}): Promise<string> {
  const { manifest = join(root, "manifests/lin"), isInstrumented = false } = options;
  const sdk = findSDK();
  const kind = isInstrumented ? "instrument" : "release";
  const cache = join(cacheOf(sdk), createHash("sha256").update(manifest).digest("hex").slice(0, 8));
  mkdirSync(cache, { recursive: true });
  // The makefile's goals are real paths; behind a link they would be unknown to it.
  const output = realpathSync(cache);
  const folder = join(output, `tmp/lin/mc/${kind}`, name);
  const program = join(output, `bin/lin/mc/${kind}`, name, "mc.so");
  if (process.env[builtVariable] === "1") return program;
  forgetModules(folder);
  const configuration = ["-p", "lin", ...(isInstrumented ? ["-i"] : []), "-t", "build", "-o", output];
  await run(sdk, "mcconfig", configuration, manifest);
  await make({ folder, engine: join(cacheOf(sdk), `engine-${kind}`) });
  return program;
}

/** The memory that a program of `buildSimulator` is linked with. */
export function creationOf(program: string): FlatManifest["creation"] {
  const [output = "", kind = ""] = program.split(/\/bin\/lin\/mc\/|\/bowline\/mc\.so$/);
  const flat = readFileSync(join(output, "tmp/lin/mc", kind, name, "manifest_flat.json"), "utf8");
  return (JSON.parse(flat) as FlatManifest).creation;
}

/** Where builds of the SDK that is installed leave what they make. */
export function cacheFolder(): string {
  return cacheOf(findSDK());
}

/** One folder for each SDK, so that two of them never mix their intermediate files. */
function cacheOf({ folder, version }: SDK): string {
  const place = createHash("sha256").update(folder).digest("hex").slice(0, 8);
  return join(root, "node_modules/.cache/bowline-sdk", `${version}-${place}`);
}

/** @param engine folder of the engine's object files, which are the same for all builds of a kind */
async function make({ folder, engine }: { folder: string; engine: string }): Promise<void> {
  const jobs = `-j${availableParallelism()}`;
  const problems = await compileTypes({ folder }, installed());
  if (problems.length > 0) throw new Error(`types in ${folder}:\n${problems.join("\n")}`);
  // The file that the SDK would compile every module anew for, one at a time.
  const done = join(folder, "modules/tsconfig-base.json");
  const all = [jobs, "-f", join(folder, "makefile"), "-o", done, `LIB_DIR=${engine}`, "build"];
  await run(findSDK(), "make", all, folder);
}

function run(sdk: SDK, program: string, options: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      options,
      { cwd, env: sdk.environment, timeout: patience, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) return resolve();
        reject(
          new Error(`${program} ${options.join(" ")} failed in ${cwd}:\n${complaints(stdout + stderr)}`),
        );
      },
    );
  });
}

/** The lines that tell what went wrong, without the list of everything that went well. */
function complaints(log: string): string {
  const lines = log.split("\n").filter((line) => line !== "" && !/^# (xsc|cc|tsc) /.test(line));
  return lines.slice(-40).join("\n");
}
