import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { buildSimulator, builtVariable, cacheFolder } from "./build.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const firmware = join(root, "firmware");

/** Folders whose programs run on the SDK as they do on the simulator's engines; the name of a program is that of its file. */
const folders = ["test/contract/programs", "test/scenario/programs", "test/sdk/programs"];

/** What a program imports and gets in another way here. */
const standIns: Readonly<Record<string, string>> = Object.freeze({
  [join(root, "host-sim/engine/inside/host")]: "program-host",
});

/**
 * One build of the firmware with all programs of the tests in it; `program` in a device's folder says which of them runs. Returns what the
 * simulator loads.
 */
export async function buildPrograms({ isInstrumented = false } = {}): Promise<string> {
  const manifest = join(cacheFolder(), "programs");
  await gather(manifest);
  return buildSimulator({ manifest, isInstrumented });
}

/** Makes the manifest's folder, with the programs in it. */
async function gather(folder: string): Promise<void> {
  if (process.env[builtVariable] === "1") return;
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
