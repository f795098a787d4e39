import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../../exit-code.js";

export interface FolderLock {
  release(): void;
}

/**
 * Keeps a folder for this process: two builds of one board would mix their files. Throws a CommandError while another process has it; a
 * lock that was left by a process that is gone is taken over.
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, "lock");
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = Number(readFileSync(file, "utf8"));
    if (isAlive(owner))
      throw new CommandError("failed", `${folder}: process ${owner} is building there; wait for it to end`);
    writeFileSync(file, String(process.pid));
  }
  return { release: () => rmSync(file, { force: true }) };
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // A process that is there and not ours may not be asked.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
