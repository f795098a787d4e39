import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Bundle } from "./bundle.js";
import { cacheFolder } from "./cache-folder.js";

export interface ProgramFiles {
  readonly folder: string;
  /** The bundle, with its source map beside it. */
  readonly script: string;
}

/** How many programs are kept; the oldest go. */
const kept = 64;

/** Puts a bundle into the cache, where engines, debuggers and stacks find it under one name. */
export function programFiles(bundle: Bundle): ProgramFiles {
  const all = cacheFolder("programs");
  const folder = join(all, bundle.hash);
  const script = join(folder, "program.js");
  if (existsSync(script)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return { folder, script };
  }
  mkdirSync(folder, { recursive: true });
  replaceFile(`${script}.map`, bundle.map);
  replaceFile(script, bundle.code);
  removeOldest(all);
  return { folder, script };
}

/** Two processes may do the same at the same time: nobody ever sees half a file. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

function removeOldest(all: string): void {
  const programs = readdirSync(all).map((name) => ({ name, age: ageOf(join(all, name)) }));
  programs.sort((one, other) => one.age - other.age);
  for (const { name } of programs.slice(kept)) rmSync(join(all, name), { recursive: true, force: true });
}

function ageOf(path: string): number {
  try {
    return -statSync(path).mtimeMs;
  } catch {
    return Infinity; // Another process was faster.
  }
}
