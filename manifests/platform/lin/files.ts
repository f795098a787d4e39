import rootFiles, { type Directory } from "embedded:storage/files";

/** The SDK exports the root directory as default; its typings leave that out. */
const root = rootFiles as unknown as Directory;

/** A file of the kernel's may say that it has no size; this much of it is read. */
const longest = 65_536;

/** The text of the file at an absolute path; undefined where it cannot be read or is no UTF-8. */
export function readText(path: string): string | undefined {
  const bytes = readBytes(path);
  try {
    return bytes === undefined ? undefined : String.fromArrayBuffer(bytes);
  } catch {
    return undefined; // no text: as good as not there
  }
}

/** The content of the file at an absolute path; undefined where it cannot be read. */
export function readBytes(path: string): ArrayBuffer | undefined {
  try {
    const file = root.openFile({ path: path.slice(1), mode: "r" });
    try {
      return file.read(longest, 0).slice(0);
    } finally {
      file.close();
    }
  } catch {
    return undefined; // not there, or not for us
  }
}

/** The directory at an absolute path, which is made where it does not exist (its parent must). */
export function directory(path: string): Directory {
  root.createDirectory(path.slice(1));
  return root.openDirectory({ path: path.slice(1) });
}
