import type { Directory, File } from "embedded:storage/files";
import { power } from "platform/power";
import { flash } from "platform/state";

/**
 * `embedded:storage/key-value` for Linux, where the SDK has none: strings only, one file a value, named after domain and key in hex.
 * A write goes to a second file that then takes the first one's name, so a value is old or new after a power cut, as in NVS; the limits on
 * names and lengths are those of NVS too, so that what works here works on a board.
 */
class Domain {
  #directory: Directory | undefined;
  #domain: string;
  #readOnly: boolean;

  constructor(directory: Directory, domain: string, readOnly: boolean) {
    this.#directory = directory;
    this.#domain = domain;
    this.#readOnly = readOnly;
  }

  read(key: string): string | undefined {
    const directory = this.#opened();
    const path = this.#path(key);
    let file: File;
    try {
      file = directory.openFile({ path, mode: "r" });
    } catch {
      return undefined; // never written
    }
    try {
      return String.fromArrayBuffer(file.read(file.status().size, 0).slice(0));
    } finally {
      file.close();
    }
  }

  write(key: string, value: string): void {
    const directory = this.#writable();
    const bytes = ArrayBuffer.fromString(value);
    if (bytes.byteLength >= 4000) throw new RangeError(`key-value: ${key}: at most 3,999 bytes`);
    const path = this.#path(key);
    const cut = power.nextWrite(this.#domain);
    if (cut === "before") power.fail();
    const file = directory.openFile({ path: `${path}.new`, mode: "w+" });
    try {
      file.write(cut === "torn" ? bytes.slice(0, bytes.byteLength / 2) : bytes, 0);
      file.flush();
    } finally {
      file.close();
    }
    if (cut === "torn" || cut === "unrenamed") power.fail();
    directory.move(`${path}.new`, path);
    if (cut === "after") power.fail();
  }

  delete(key: string): void {
    this.#writable().delete(this.#path(key));
  }

  *[Symbol.iterator](): IterableIterator<string> {
    const prefix = prefixOf(this.#domain);
    const names = [...this.#opened().scan("")].filter(
      (name) => name.startsWith(prefix) && !name.endsWith(".new"),
    );
    for (const name of names)
      yield String.fromArrayBuffer(Uint8Array.fromHex(name.slice(prefix.length)).buffer);
  }

  close(): void {
    this.#directory?.close();
    this.#directory = undefined;
  }

  #opened(): Directory {
    if (this.#directory === undefined) throw new Error(`key-value: ${this.#domain} is closed`);
    return this.#directory;
  }

  #writable(): Directory {
    if (this.#readOnly) throw new Error(`key-value: ${this.#domain} was opened for reading only`);
    return this.#opened();
  }

  #path(key: string): string {
    return prefixOf(this.#domain) + hex("key", key);
  }
}

export default {
  /**
   * Opens a domain; there is nothing to make before the first write. Throws where the name or the format is not supported, and for reading
   * where nothing was ever written.
   */
  open(options: { path: string; mode?: "r" | "r+"; format?: string }): Domain {
    if (options.format !== "string") throw new RangeError('key-value: on Linux the format must be "string"');
    const prefix = prefixOf(options.path);
    const directory = flash();
    const isReadOnly = options.mode === "r";
    if (isReadOnly && ![...directory.scan("")].some((name) => name.startsWith(prefix)))
      throw new Error(`key-value: domain ${options.path} does not exist`);
    return new Domain(directory, options.path, isReadOnly);
  },
};

/** With which the file of every value in a domain begins. */
function prefixOf(domain: string): string {
  return `${hex("domain", domain)}-`;
}

/** A name of 1 to 15 bytes as part of a file name. */
function hex(what: string, name: string): string {
  const bytes = new Uint8Array(ArrayBuffer.fromString(name));
  if (bytes.byteLength < 1 || bytes.byteLength > 15)
    throw new RangeError(`key-value: ${what} ${JSON.stringify(name)} must have 1 to 15 bytes`);
  return bytes.toHex();
}
