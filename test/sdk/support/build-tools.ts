import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildEvent } from "../../../tools/work/build/build-event.js";
import { findToolchain, type Toolchain } from "../../../tools/work/build/toolchain.js";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Keeps what a build tells. */
export function ear(): {
  readonly told: BuildEvent[];
  readonly complaints: () => readonly string[];
  tell(event: BuildEvent): void;
} {
  const told: BuildEvent[] = [];
  return {
    told,
    complaints: () =>
      told.flatMap((event) => (event.event === "complaint" ? [`${event.kind}: ${event.text}`] : [])),
    tell: (event) => void told.push(event),
  };
}

/** The installed SDK, without ESP-IDF. */
export function installed(): Toolchain {
  const { told, tell } = ear();
  const toolchain = findToolchain({ environment: process.env, wantsIDF: false, tell });
  if (toolchain === undefined) throw new Error(`the SDK cannot be used: ${JSON.stringify(told)}`);
  return toolchain;
}

/**
 * The SDK with a stand-in for what comes after the link: `mcconfig -m` runs a script, as make and ESP-IDF would run; without `-m` it is
 * the SDK's own.
 *
 * @param script of a shell, in the folder of the board; `$OUTPUT` is the folder that `-o` names
 */
export function withoutIDF(folder: string, script: string): Toolchain {
  const toolchain = installed();
  const programs = join(folder, "bin");
  const idf = join(folder, "idf");
  mkdirSync(programs, { recursive: true });
  mkdirSync(idf, { recursive: true });
  writeFileSync(join(idf, "LICENSE"), "the licence of ESP-IDF\n");
  const own = toolchain.environment.PATH ?? "";
  const stand = [
    "#!/bin/sh",
    `if [ "$1" != -m ]; then PATH="${own}" exec mcconfig "$@"; fi`,
    'while [ "$1" != -o ]; do shift; done',
    "OUTPUT=$2",
    script,
    "",
  ].join("\n");
  writeFileSync(join(programs, "mcconfig"), stand);
  chmodSync(join(programs, "mcconfig"), 0o755);
  return {
    ...toolchain,
    idf: { folder: idf, version: "6.0.0" },
    environment: { ...toolchain.environment, PATH: [programs, own].join(delimiter) },
  };
}
