import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { type Build, buildSimulator, cacheFolder } from "./build.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const firmware = join(root, "firmware");

/** Folders whose programs run on the SDK as they do on the simulator's engines; the name of a program is that of its file. */
const folders = ["test/contract/programs", "test/scenario/programs"];

/** What a program imports and gets in another way here. */
const standIns: Readonly<Record<string, string>> = Object.freeze({
  [join(root, "host-sim/engine/inside/host")]: "program-host",
});

/** Where the environment says that it is built already: each file of tests runs in a process of its own. */
export const builtVariable = "BOWLINE_SDK_PROGRAMS";

let built: Promise<string> | undefined;

/**
 * One build of the firmware with all programs of the tests in it; `program` in a device's folder says which of them runs. Returns what the
 * simulator loads.
 */
export function buildPrograms(): Promise<string> {
  const ready = process.env[builtVariable];
  if (ready !== undefined) return Promise.resolve(ready);
  built ??= make().then(({ program }) => program);
  return built;
}

async function make(): Promise<Build> {
  const folder = join(cacheFolder(), "programs");
  const sources = join(folder, "programs");
  mkdirSync(sources, { recursive: true });
  for (const place of folders) {
    const files = readdirSync(join(root, place)).filter((file) => file.endsWith(".ts"));
    for (const file of files)
      await bundle(join(root, place, file), join(sources, `${basename(file, ".ts")}.js`));
  }
  const manifest = {
    build: { NAME: "bowline" },
    include: [join(root, "manifests/program-check/manifest.json")],
    modules: { "programs/*": "./programs/*" },
  };
  replace(join(folder, "manifest.json"), JSON.stringify(manifest));
  return buildSimulator(folder);
}

/** A program in one file; what it takes of the firmware and the platform stays outside and is the real one. */
async function bundle(entry: string, output: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    charset: "utf8",
    logLevel: "silent",
    tsconfigRaw: {},
    plugins: [modulesOutside],
  });
  replace(output, outputFiles[0]?.text ?? "");
}

const modulesOutside: Plugin = {
  name: "modules of the build",
  setup(esbuild) {
    esbuild.onResolve({ filter: /./ }, ({ path, importer, kind }) => {
      if (kind === "entry-point") return undefined;
      if (path === "Resource") return { path: "program-resource", external: true };
      if (!path.startsWith(".")) return { path, external: true };
      const file = join(dirname(importer), path).replace(/\.js$/, "");
      const standIn = standIns[file];
      if (standIn !== undefined) return { path: standIn, external: true };
      if (file.startsWith(`${firmware}/`)) return { path: relative(firmware, file), external: true };
      return undefined;
    });
  },
};

/** Only where something is new: the SDK's make goes by the time of a file. */
function replace(file: string, text: string): void {
  try {
    if (readFileSync(file, "utf8") === text) return;
  } catch {
    // not there yet
  }
  writeFileSync(file, text);
}
