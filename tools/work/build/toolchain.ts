import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./boards.js";
import type { Tell } from "./build-event.js";

/** The release that the manifests were written for and tried with. */
export const sdkRelease = "8.2.3";
/** The release that this SDK wants for boards. */
export const idfRelease = "6.0";

export interface Toolchain {
  readonly sdk: { readonly folder: string; readonly version: string };
  /** Absent where only `--check` is asked for. */
  readonly idf?: { readonly folder: string; readonly version: string };
  /** In which the SDK's tools run: theirs first in PATH, with this repository's compiler. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface ToolchainOptions {
  /** The process's own, or a test's. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether an image is to be made, which takes ESP-IDF. */
  readonly wantsIDF: boolean;
  readonly tell: Tell;
}

/** A part that has to be there; `isThere` tells whether it is. */
interface Part {
  readonly part: string;
  readonly advice: string;
  readonly isThere: boolean;
}

/** The names of Moddable's builds by Node's names of the systems. */
const platforms: Readonly<Partial<Record<NodeJS.Platform, string>>> = Object.freeze({
  linux: "lin",
  darwin: "mac",
  win32: "win",
});

/**
 * Looks for all that a build takes. Tells every missing part with one line on how to get it, and returns undefined where there is one.
 * Another release than the tried one is told, and taken.
 */
export function findToolchain({ environment, wantsIDF, tell }: ToolchainOptions): Toolchain | undefined {
  const folder = environment.MODDABLE ?? "";
  const version = read(join(folder, "tools/VERSION"))?.trim();
  const tools = join(folder, `build/bin/${platforms[process.platform] ?? "lin"}/release`);
  const path = [join(root, "node_modules/.bin"), tools, ...(environment.PATH ?? "").split(delimiter)];
  const has = (program: string): boolean => path.some((place) => isExecutable(join(place, program)));
  const idfFolder = environment.IDF_PATH ?? "";
  const idfVersion = idfFolder === "" ? undefined : versionOfIDF(idfFolder);
  const parts: readonly Part[] = [
    {
      part: "Moddable SDK",
      advice:
        folder === ""
          ? `install it with \`xs-dev setup --release ${sdkRelease}\` and set MODDABLE to its folder`
          : `MODDABLE is ${folder}, where there is none; install it with \`xs-dev setup --release ${sdkRelease}\``,
      isThere: folder !== "" && version !== undefined,
    },
    {
      part: "tools of the SDK",
      advice: `mcconfig, xsc or xsl are not in ${tools}; build them with \`xs-dev setup\``,
      isThere:
        version === undefined || ["mcconfig", "xsc", "xsl"].every((name) => isExecutable(join(tools, name))),
    },
    { part: "tsc", advice: "install this repository's packages with `npm ci`", isThere: has("tsc") },
    {
      part: "make",
      advice: "install it (Debian: build-essential, macOS: xcode-select --install)",
      isThere: has("make"),
    },
    {
      part: "ESP-IDF",
      advice: `install v${idfRelease} with \`xs-dev setup --device esp32\` and set IDF_PATH, or check without it: --check`,
      isThere: !wantsIDF || idfVersion !== undefined,
    },
    {
      part: "idf.py",
      advice: `is not in PATH; run \`. ${join(idfFolder, "export.sh")}\` in this shell`,
      isThere: !wantsIDF || idfVersion === undefined || has("idf.py"),
    },
  ];
  const missing = parts.filter(({ isThere }) => !isThere);
  for (const { part, advice } of missing) tell({ event: "missing", part, advice });
  // Told even where something is missing: whoever installs a part shall install the right one at once.
  if (version !== undefined && version !== sdkRelease)
    tell({
      event: "unsupported",
      part: "Moddable SDK",
      advice: `it is ${version}; tried with ${sdkRelease}, which \`xs-dev setup --release ${sdkRelease}\` installs`,
    });
  if (wantsIDF && idfVersion !== undefined && !idfVersion.startsWith(`${idfRelease}.`))
    tell({
      event: "unsupported",
      part: "ESP-IDF",
      advice: `it is v${idfVersion}; the SDK wants v${idfRelease}, which \`xs-dev setup --device esp32\` installs`,
    });
  if (missing.length > 0 || version === undefined) return undefined;
  return {
    sdk: { folder, version },
    ...(wantsIDF && idfVersion !== undefined ? { idf: { folder: idfFolder, version: idfVersion } } : {}),
    environment: { ...environment, PATH: path.join(delimiter) },
  };
}

/** `6.0.1`, from the file that ESP-IDF's own build reads; undefined where the folder has none. */
export function versionOfIDF(folder: string): string | undefined {
  const text = read(join(folder, "tools/cmake/version.cmake"));
  if (text === undefined) return undefined;
  const part = (name: string): string => new RegExp(`IDF_VERSION_${name}\\s+(\\d+)`).exec(text)?.[1] ?? "0";
  return ["MAJOR", "MINOR", "PATCH"].map(part).join(".");
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Whether there is a program of that name that may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // the answer, not an error
  }
}
