import rootFiles, { type Directory } from "embedded:storage/files";

/** The SDK exports the root directory as default; its typings leave that out. */
const root = rootFiles as unknown as Directory;

/** Bytes read at a time. A file of the kernel's does not say how long it is, and most are shorter. */
const piece = 4096;

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
      const pieces: ArrayBuffer[] = [];
      for (let position = 0; ; position += piece) {
        const bytes = file.read(piece, position);
        pieces.push(bytes);
        // Not resizable, as the pieces are: what comes out is kept by others.
        if (bytes.byteLength < piece) return new ArrayBuffer(0).concat(...pieces);
      }
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
