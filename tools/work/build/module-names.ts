import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FlatManifest } from "./configuration.js";

/**
 * What the SDK does with a manifest's modules without a word: of two files for one name the first one wins, and a file that is listed
 * twice keeps its first name. Both are how a module vanishes from an image that still builds.
 */
export interface NameClash {
  readonly name: string;
  readonly taken: string;
  readonly ignored: readonly string[];
}

/** Files that become modules; `.d.ts` are typings, `.c` and `.h` native parts. */
const moduleFile = /(?<!\.d)\.(js|mjs|ts|json)$/;

/** The names for which a manifest has several files. */
export function nameClashes(manifest: FlatManifest): readonly NameClash[] {
  const files = new Map<string, string[]>();
  for (const [file, name] of moduleNames(manifest)) {
    const others = files.get(name);
    if (others === undefined) files.set(name, [file]);
    else others.push(file);
  }
  return [...files].flatMap(([name, [taken = "", ...ignored]]) =>
    ignored.length === 0 ? [] : [{ name, taken, ignored }],
  );
}

/** Every module file of a manifest with the one name that it gets. */
export function moduleNames({ modules }: FlatManifest): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const excluded = new Set(
    sourcesOf(modules["~"]).flatMap((source) => filesOf(source).map(({ file }) => file)),
  );
  for (const [key, sources] of Object.entries(modules)) {
    if (key === "~") continue;
    for (const source of sourcesOf(sources)) {
      for (const { file, star } of filesOf(source)) {
        const name = key.endsWith("*") ? key.slice(0, -1) + star : key;
        if (!excluded.has(file) && !names.has(file)) names.set(file, name);
      }
    }
  }
  return names;
}

function sourcesOf(sources: FlatManifest["modules"][string] | undefined): readonly string[] {
  return (sources ?? []).map((source) => (typeof source === "string" ? source : source.source));
}

/** The files that a source stands for: `folder/*`, `folder/prefix*`, or a file with or without its extension. */
function filesOf(source: string): readonly { readonly file: string; readonly star: string }[] {
  const folder = dirname(source);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const pattern = basename(source);
  const at = pattern.indexOf("*");
  const prefix = at < 0 ? pattern : pattern.slice(0, at);
  return readdirSync(folder)
    .filter((entry) => moduleFile.test(entry) && !entry.startsWith(".") && !entry.startsWith("manifest"))
    .flatMap((entry) => {
      const stem = entry.replace(moduleFile, "");
      const fits = at < 0 ? stem === prefix || entry === prefix : stem.startsWith(prefix);
      if (!fits) return [];
      return [{ file: join(folder, entry), star: at < 0 ? stem : stem.slice(prefix.length) }];
    });
}
