import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Unit tests start nothing and change nothing outside themselves. */
const alike = /^test\/unit\//;

/**
 * Node gives every test file a process of its own, and starting one with TypeScript takes most of a second, more than most unit tests do. So
 * the unit tests of a folder share a process: a file in `place` imports them all. Other tests keep a process each.
 */
export function together(files: readonly string[], place: string): string[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const key = alike.test(file) ? dirname(file) : file;
    folders.set(key, [...(folders.get(key) ?? []), file]);
  }
  return [...folders].map(([folder, members]) => {
    if (members.length === 1) return members[0] ?? folder;
    const shared = join(place, `${folder.replaceAll("/", "-")}.mjs`);
    const imports = members.map((file) => `import ${JSON.stringify(pathToFileURL(resolve(file)))};\n`);
    writeFileSync(shared, imports.join(""));
    return shared;
  });
}
