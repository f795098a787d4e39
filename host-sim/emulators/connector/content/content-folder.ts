import { createHash } from "node:crypto";
import { createReadStream, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { mimeTypeOf } from "./mime-types.js";

/** A file that devices may download. */
export interface ContentFile {
  readonly name: string;
  readonly path: string;
  /** In bytes. */
  readonly length: number;
  readonly mime: string;
  /** When it was last changed, in milliseconds since 1970. */
  readonly modified: number;
}

/**
 * The files of one folder; those in folders inside it, and names that begin with a dot, are nobody's business. Looked
 * at anew each time, so that a file can be put there while the emulator runs.
 */
export class ContentFolder {
  readonly #path: string;
  readonly #digests = new Map<string, { readonly of: string; readonly sha256: Promise<Buffer> }>();

  constructor(path: string) {
    this.#path = path;
  }

  /** In the order of their names. A folder that went away has no files. */
  list(): ContentFile[] {
    const names = namesIn(this.#path).filter((name) => !name.startsWith("."));
    return names.sort().flatMap((name) => {
      const path = join(this.#path, name);
      const stats = statsOf(path);
      if (stats === undefined || !stats.isFile()) return [];
      return { name, path, length: stats.size, mime: mimeTypeOf(name), modified: stats.mtimeMs };
    });
  }

  /** A name that is not in the list is no file, whatever it would mean as a path. */
  find(name: string): ContentFile | undefined {
    return this.list().find((file) => file.name === name);
  }

  /** SHA-256 of the content; computed once for each state of the file. */
  digest({ name, path, length, modified }: ContentFile): Promise<Buffer> {
    const of = `${length} ${modified}`;
    const known = this.#digests.get(name);
    if (known?.of === of) return known.sha256;
    const hash = createHash("sha256");
    const sha256 = pipeline(createReadStream(path), hash).then(() => hash.digest());
    this.#digests.set(name, { of, sha256 });
    return sha256;
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function statsOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
