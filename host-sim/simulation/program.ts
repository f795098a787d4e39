import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Script } from "node:vm";
import { build, type Plugin } from "esbuild";
import { root } from "../engine/bundle.js";

/** The firmware and the MQTT client as a simulation runs them. */
export type DeviceProgram = typeof import("./inside/device-program.js");

/** A change to a source file, for tests that want to see a defect found. */
export interface Substitution {
  /** Relative to the repository. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A text that a substitution wants to replace is not there, or more than once: the source has moved on, and the substitution has to. */
export class SubstitutionError extends Error {
  override readonly name = "SubstitutionError";
}

/** Modules of the engine, and what a simulation has in their place. */
const standIns: Readonly<Record<string, string>> = Object.freeze({
  "host-sim/io/timer.ts": "host-sim/simulation/inside/timer.ts",
  "host-sim/io/time.ts": "host-sim/simulation/inside/time.ts",
  "host-sim/engine/inside/natives.ts": "host-sim/simulation/inside/natives.ts",
});

/**
 * Bundles the unchanged firmware with the desktop's MQTT client. The returned function makes a program of it: its modules are loaded
 * once for all lives of a device, since a board preloads them and they hold no state.
 *
 * @throws SubstitutionError
 */
export async function bundleFirmware(
  substitutions: readonly Substitution[] = [],
): Promise<() => DeviceProgram> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "host-sim/simulation/inside/device-program.ts")],
    inject: [join(root, "host-sim/simulation/inside/platform.ts")],
    // What XS adds to the language, and what no part of a simulation may ask for.
    define: {
      "String.fromArrayBuffer": "xsTextFromBuffer",
      "ArrayBuffer.fromString": "xsBufferFromText",
      "Date.now": "notRepeatable",
      "Math.random": "notRepeatable",
    },
    bundle: true,
    write: false,
    format: "cjs",
    target: "es2022",
    platform: "neutral",
    logLevel: "silent",
    tsconfigRaw: {},
    plugins: [redirection, substitution(substitutions)],
  });
  const script = new Script(`(function (module) {${outputFiles[0]?.text ?? ""}\nreturn module.exports; })`, {
    filename: "simulated-device.js",
  });
  return () => (script.runInThisContext() as (module: object) => DeviceProgram)({ exports: {} });
}

const redirection: Plugin = {
  name: "modules of a simulation",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = relative(root, join(resolveDir, path.replace(/\.js$/, ".ts")));
      const standIn = standIns[file];
      return standIn === undefined ? undefined : { path: join(root, standIn) };
    });
  },
};

function substitution(substitutions: readonly Substitution[]): Plugin {
  return {
    name: "deliberate defects",
    setup(esbuild) {
      if (substitutions.length === 0) return;
      esbuild.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = relative(root, path);
        const own = substitutions.filter((each) => each.file === file);
        if (own.length === 0) return undefined;
        let text = await readFile(path, "utf8");
        for (const each of own) text = substituted(text, each);
        return { contents: text, loader: "ts" };
      });
    },
  };
}

/** @throws SubstitutionError */
export function substituted(text: string, { file, find, replace }: Substitution): string {
  const places = text.split(find).length - 1;
  if (places === 1) return text.replace(find, () => replace);
  throw new SubstitutionError(`${file} holds ${places} times, instead of once, the text: ${find}`);
}
