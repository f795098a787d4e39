import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isExecutable } from "../../../tools/work/build/toolchain.js";

/** The version that the manifests were written for and tried with. */
export const supportedVersion = "8.2.3";

/** Why the SDK cannot be used; the message says what is missing and how to get it. */
export class SDKError extends Error {
  override name = "SDKError";
}

export interface SDK {
  readonly folder: string;
  readonly version: string;
  /** The environment in which its tools run: theirs first in PATH, with this repository's compiler. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Programs of the system, and the Debian packages that have them. */
const programs = Object.freeze({
  make: "make",
  cc: "gcc",
  Xvfb: "xvfb",
  "dbus-run-session": "dbus",
  stdbuf: "coreutils",
  socat: "socat",
});

/** The SDK that MODDABLE names. Throws an SDKError where it is none or cannot be started on this computer. */
export function findSDK(): SDK {
  const folder = process.env.MODDABLE ?? "";
  if (process.platform !== "linux")
    throw new SDKError("they use the SDK's Linux simulator, and this is another system.");
  let version: string;
  try {
    version = readFileSync(join(folder, "tools/VERSION"), "utf8").trim();
  } catch {
    throw new SDKError(`MODDABLE is ${folder}, but there is no Moddable SDK.`);
  }
  const tools = join(folder, "build/bin/lin/release");
  const compiler = fileURLToPath(new URL("../../../node_modules/.bin", import.meta.url));
  const path = [compiler, tools, ...(process.env.PATH ?? "").split(delimiter)];
  const isThere = (program: string): boolean => path.some((place) => isExecutable(join(place, program)));
  for (const tool of ["mcconfig", "mcsim", "xsc", "xsl"]) {
    if (!isExecutable(join(tools, tool)))
      throw new SDKError(`${join(tools, tool)} is missing; build the SDK's tools with \`xs-dev setup\`.`);
  }
  for (const [program, packages] of Object.entries(programs)) {
    if (!isThere(program))
      throw new SDKError(`${program} is missing; on Debian: apt-get install ${packages}.`);
  }
  return { folder, version, environment: { ...process.env, PATH: path.join(delimiter) } };
}
