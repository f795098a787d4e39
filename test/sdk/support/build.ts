import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileTypes } from "../../../tools/work/build/type-check.js";
import { installed } from "./build-tools.js";
import { findSDK, type SDK } from "./sdk.js";

export interface Build {
  /** What the tools said, both streams. */
  readonly log: string;
  /** Where the SDK put its intermediate files. */
  readonly folder: string;
  /** What the simulator loads. */
  readonly program: string;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const name = "bowline";
/** Milliseconds; a build from nothing takes less than one minute. */
const patience = 300_000;

/** Builds the firmware for the SDK's Linux simulator. */
export async function buildSimulator(manifest = join(root, "manifests/lin")): Promise<Build> {
  const build = await configure(manifest);
  return { ...build, log: build.log + (await make(build.folder, ["build"])) };
}

async function configure(manifest: string): Promise<Build> {
  const sdk = findSDK();
  const cache = join(cacheOf(sdk), createHash("sha256").update(manifest).digest("hex").slice(0, 8));
  mkdirSync(cache, { recursive: true });
  // The makefile's goals are real paths; behind a link they would be unknown to it.
  const output = realpathSync(cache);
  const log = await run(sdk, "mcconfig", ["-p", "lin", "-t", "build", "-o", output], manifest);
  return {
    log,
    folder: join(output, "tmp/lin/mc/release", name),
    program: join(output, "bin/lin/mc/release", name, "mc.so"),
  };
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

async function make(folder: string, goals: readonly string[]): Promise<string> {
  const jobs = `-j${availableParallelism()}`;
  const problems = await compileTypes({ folder }, installed());
  if (problems.length > 0) throw new Error(`types in ${folder}:\n${problems.join("\n")}`);
  // The file that the SDK would compile every module anew for, one at a time.
  const done = join(folder, "modules/tsconfig-base.json");
  const all = [jobs, "-f", join(folder, "makefile"), "-o", done, ...goals];
  return run(findSDK(), "make", all, folder);
}

function run(sdk: SDK, program: string, options: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      options,
      { cwd, env: sdk.environment, timeout: patience, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const log = stdout + stderr;
        if (error === null) resolve(log);
        else reject(new Error(`${program} ${options.join(" ")} failed in ${cwd}:\n${complaints(log)}`));
      },
    );
  });
}

/** The lines that tell what went wrong, without the list of everything that went well. */
function complaints(log: string): string {
  const lines = log.split("\n").filter((line) => line !== "" && !/^# (xsc|cc|tsc) /.test(line));
  return lines.slice(-40).join("\n");
}
