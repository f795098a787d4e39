import { mkdirSync } from "node:fs";
import { join } from "node:path";
import envPaths from "env-paths";

/** Where built engines, bundles and snapshots are kept; everything in it can be deleted at any time. */
export function cacheFolder(part: "engine" | "programs"): string {
  const folder = join(envPaths("bowline", { suffix: "" }).cache, part);
  mkdirSync(folder, { recursive: true });
  return folder;
}
