import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Configuration } from "./configuration.js";
import { licencesOf } from "./licence-notes.js";
import type { Material } from "./material.js";
import { moduleNames } from "./module-names.js";
import type { Toolchain } from "./toolchain.js";

/** As much of a file as has its notice, in characters. */
const headSize = 6000;

/**
 * The SDK's part of an image: its JavaScript modules, the native sources that its makefile compiles, and the engine, each folder of two
 * steps (`modules/crypt`, `xs/sources`) one material with all the licences that its files name.
 */
export function sdkMaterials(configuration: Configuration, { sdk }: Toolchain): readonly Material[] {
  const folders = new Map<string, Set<string>>();
  for (const file of sdkFiles(configuration, sdk.folder)) {
    const folder = relative(sdk.folder, file).split("/").slice(0, 2).join("/");
    const licences = folders.get(folder) ?? new Set();
    for (const licence of licencesOf(readFileSync(file, "utf8").slice(0, headSize))) licences.add(licence);
    folders.set(folder, licences);
  }
  return [...folders].sort().map(([folder, licences]) => ({
    kind: folder.startsWith("xs/") ? "native" : "sdk",
    name: `Moddable SDK ${folder}`,
    version: sdk.version,
    licences: [...licences].sort(),
    source: `https://github.com/Moddable-OpenSource/moddable/tree/${sdk.version}/${folder}`,
    isInImage: true,
  }));
}

function sdkFiles({ makefile, manifest }: Configuration, sdk: string): readonly string[] {
  const text = readFileSync(makefile, "utf8");
  const ruled = [...text.matchAll(/\.o:\s+(\S+\.(?:c|cc|cpp))(?=\s|$)/gm)].map(([, file = ""]) => file);
  const engine = variable(text, "XS_OBJ").flatMap((object) => {
    const source = object.replace(/^.*\//, "").replace(/\.o$/, "");
    return ["xs/sources", "xs/platforms/esp", "build/devices/esp32/lib/pow"].map((folder) =>
      join(sdk, folder, source),
    );
  });
  const modules = [...moduleNames(manifest).keys()];
  const files = [...modules, ...ruled, ...engine].filter(
    (file) =>
      file.startsWith(`${sdk}/`) && !file.endsWith(".json") && dirname(file) !== sdk && existsSync(file),
  );
  return [...new Set(files)];
}

/** The words of a variable that a makefile sets over several lines. */
function variable(makefile: string, name: string): readonly string[] {
  const [, value = ""] = new RegExp(`^${name} =((?:.*\\\\\\n)*.*)`, "m").exec(makefile) ?? [];
  return value.split(/[\s\\]+/).filter((word) => word !== "");
}
