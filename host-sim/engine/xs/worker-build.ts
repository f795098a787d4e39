import { spawn } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { cacheFolder } from "../cache-folder.js";
import type { EngineProgress } from "../machine.js";

/** XS cannot be had on this computer; the message says why and what else there is. */
export class EngineUnavailable extends Error {
  override readonly name = "EngineUnavailable";
}

const require = createRequire(import.meta.url);
/** What the makefile prints for each source: `# xsnap-worker release : cc xsAll.c`; a dry run shows the echo. */
const compiles = /: cc"? /;
const packageFolder = dirname(require.resolve("@agoric/xsnap/package.json"));

/** The worker's version and the file where it is, or will be when `buildEngine` has made it. */
export function engineBinary(): { version: string; file: string } {
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    version: string;
  };
  const name = `xsnap-worker-${version}-${process.platform}-${process.arch}`;
  return { version, file: join(cacheFolder("engine"), name) };
}

/**
 * The worker's file, built from the package's sources where there is none yet: 10 to 20 seconds, once for all projects of
 * this user. Two processes may build at the same time; the last one wins, with the same bytes.
 *
 * @throws EngineUnavailable
 */
export async function buildEngine(onProgress?: (progress: EngineProgress) => void): Promise<string> {
  const { version, file } = engineBinary();
  if (existsSync(file)) return file;
  const platform = { linux: "lin", darwin: "mac" }[process.platform as string];
  if (platform === undefined) throw unavailable(`its sources have no makefile for ${process.platform}`);
  // The makefile breaks on blanks in paths, and node_modules is not ours to write to: build in a copy.
  const work = mkdtempSync(join(tmpdir(), "bowline-engine-"));
  try {
    for (const part of ["xsnap-native", "moddable"]) {
      cpSync(join(packageFolder, part), join(work, part), { recursive: true });
    }
    const options = { work, platform, version };
    const total = (await make(options, ["--dry-run"])).filter((line) => compiles.test(line)).length;
    let done = 0;
    onProgress?.({ step: "compile", done, total });
    await make(options, [`--jobs=${availableParallelism()}`], (line) => {
      if (compiles.test(line)) onProgress?.({ step: "compile", done: ++done, total });
    });
    const draft = `${file}.${process.pid}`;
    copyFileSync(join(work, "build/bin", platform, "release/xsnap-worker"), draft);
    renameSync(draft, file);
    return file;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Make {
  readonly work: string;
  readonly platform: string;
  readonly version: string;
}

function make(
  { work, platform, version }: Make,
  flags: readonly string[],
  onLine?: (line: string) => void,
): Promise<string[]> {
  const goal = [
    "GOAL=release",
    `MODDABLE=${join(work, "moddable")}`,
    `BUILD_DIR=${join(work, "build")}`,
    `XSNAP_VERSION=${version}`,
    // The worker insists on a macro that only newer compilers have; older ones have what it stands for.
    'CC=cc "-D__has_builtin(x)=1"',
    "EXTRA_DEPS=",
  ];
  const folder = join(work, "xsnap-native/xsnap/makefiles", platform);
  const child = spawn("make", ["-C", folder, "-f", "xsnap-worker.mk", ...flags, ...goal], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const errors: string[] = [];
  createInterface(child.stdout).on("line", (line) => {
    lines.push(line);
    onLine?.(line);
  });
  createInterface(child.stderr).on("line", (line) => errors.push(line));
  return new Promise((resolve, reject) => {
    child.on("error", () => reject(unavailable("make is not installed")));
    child.on("close", (code) => {
      if (code === 0) return resolve(lines);
      const noCompiler = errors.some((line) => /\bcc: (command )?not found/.test(line));
      reject(unavailable(noCompiler ? "cc is not installed" : (errors.at(-3) ?? `make ended with ${code}`)));
    });
  });
}

function unavailable(why: string): EngineUnavailable {
  return new EngineUnavailable(
    `the XS engine cannot be built: ${why}; install a C compiler and make (Debian: build-essential, macOS: xcode-select --install), or run with --engine node`,
  );
}
