import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** What the flash of a simulated device needs of the file system. Each call is done, on the disk, when it returns. */
export interface Disk {
  /** Undefined where there is no such file. */
  read(path: string): string | undefined;
  /** Writes the file that `replace` would rename; nobody ever reads it. */
  writeDraft(path: string, text: string): void;
  /** The file has its old content or the new one whatever happens meanwhile. */
  replace(path: string, text: string): void;
  /** Moves a file out of the way and returns its new name. */
  setAside(path: string): string;
}

function draftOf(path: string): string {
  return `${path}.draft`;
}

/** Without this a rename may be forgotten when the computer itself loses power. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export const disk: Disk = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  },
  writeDraft(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    // Credentials lie in these files.
    const file = openSync(draftOf(path), "w", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  },
  replace(path, text) {
    disk.writeDraft(path, text);
    renameSync(draftOf(path), path);
    syncFolder(path);
  },
  setAside(path) {
    const kept = `${path}.corrupt-${new Date().toISOString().replaceAll(":", "")}`;
    renameSync(path, kept);
    return kept;
  },
};
