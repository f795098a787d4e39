import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { engineBinary } from "../../host-sim/engine/xs/worker-build.js";
import { idfRelease, sdkRelease, versionOfIDF } from "./build/toolchain.js";

/** One part of the computer that Bowline uses. */
export interface Finding {
  readonly part: string;
  readonly ok: boolean;
  /** Version or place, where there is one. */
  readonly found: string | null;
  /** What to do where it is not ok, or what it is for. */
  readonly advice: string | null;
  /** Whether `bowline start` needs it. */
  readonly needed: boolean;
}

/** Looks at everything; takes a second at most, changes nothing. */
export async function examine(stateFolder: string): Promise<Finding[]> {
  const [cc, make, engine] = await Promise.all([
    tool(
      "cc",
      ["--version"],
      "cc",
      "install a C compiler (Debian: build-essential, macOS: xcode-select --install), or use --engine node",
    ),
    tool(
      "make",
      ["--version"],
      "make",
      "install make (Debian: build-essential, macOS: xcode-select --install), or use --engine node",
    ),
    xsEngine(),
  ]);
  return [
    node(),
    cc,
    make,
    engine,
    moddable(process.env.MODDABLE),
    idf(process.env.IDF_PATH),
    state(stateFolder),
  ];
}

function node(): Finding {
  const [major = 0] = process.versions.node.split(".").map(Number);
  const ok = major >= 20;
  return {
    part: "node",
    ok,
    found: process.version,
    advice: ok ? null : "install Node 20 or newer",
    needed: true,
  };
}

async function tool(
  command: string,
  args: readonly string[],
  part: string,
  advice: string,
): Promise<Finding> {
  const found = await firstLine(command, args);
  return { part, ok: found !== null, found, advice: found === null ? advice : null, needed: true };
}

async function xsEngine(): Promise<Finding> {
  const { version, file } = engineBinary();
  const built = existsSync(file);
  return {
    part: "XS engine",
    ok: true,
    found: built ? `${version}, ${file}` : `${version}, not built yet`,
    advice: built ? null : "built by the first simulation, about 20 seconds",
    needed: false,
  };
}

function moddable(path: string | undefined): Finding {
  const part = "Moddable SDK";
  const advice = `for boards: install it with xs-dev setup (release ${sdkRelease}) and set MODDABLE`;
  if (path === undefined || path === "") return { part, ok: true, found: null, advice, needed: false };
  const file = `${path}/tools/VERSION`;
  if (!existsSync(file))
    return { part, ok: false, found: path, advice: `MODDABLE names no SDK; ${advice}`, needed: false };
  const release = readFileSync(file, "utf8").trim();
  const ok = release === sdkRelease;
  return {
    part,
    ok,
    found: `${release}, ${path}`,
    advice: ok ? null : `tested with ${sdkRelease}`,
    needed: false,
  };
}

function idf(path: string | undefined): Finding {
  const part = "ESP-IDF";
  const advice = `for images of boards: install v${idfRelease} with xs-dev setup --device esp32`;
  if (path === undefined || path === "") return { part, ok: true, found: null, advice, needed: false };
  const release = versionOfIDF(path);
  if (release === undefined)
    return { part, ok: false, found: path, advice: `IDF_PATH names no ESP-IDF; ${advice}`, needed: false };
  const ok = release.startsWith(`${idfRelease}.`);
  return {
    part,
    ok,
    found: `v${release}, ${path}`,
    advice: ok ? null : `the SDK wants v${idfRelease}`,
    needed: false,
  };
}

function state(path: string): Finding {
  const part = "state folder";
  if (!existsSync(path))
    return { part, ok: true, found: path, advice: "made by the first simulation", needed: true };
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { part, ok: true, found: path, advice: null, needed: true };
  } catch {
    return {
      part,
      ok: false,
      found: path,
      advice: "cannot be written; choose another with --state",
      needed: true,
    };
  }
}

/** The first line that a program prints, or null where it cannot be run. */
async function firstLine(command: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { timeout: 5000 });
    return stdout.split("\n")[0]?.trim() ?? null;
  } catch {
    return null; // not installed, or not runnable: the same to the user
  }
}
