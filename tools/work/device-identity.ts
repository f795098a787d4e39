import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { StateFolder } from "./state-folder.js";

/** The identity of the simulated device where none was given: made up on the first run, then always the same. */
export function deviceIdentity(state: StateFolder): string {
  const file = join(state.path, "device-id");
  try {
    const stored = readFileSync(file, "utf8").trim();
    if (/^[0-9A-Za-z:_.-]{1,64}$/.test(stored)) return stored;
  } catch {
    // The first run: there is no file yet.
  }
  const identity = `sim-${randomBytes(3).toString("hex")}`;
  writeFileAtomic.sync(file, `${identity}\n`);
  return identity;
}
