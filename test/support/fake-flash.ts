import type { KeyValueDomain } from "../../firmware/ports/key-value.js";

/** A key-value domain in memory, with the limits of flash on a board, that can be told to fail. */
export class FakeFlash implements KeyValueDomain {
  readonly values = new Map<string, string>();
  /** Keys in the order in which they were written. */
  readonly written: string[] = [];
  /** Thrown where a `World` opens it, where set. */
  openError: Error | undefined;
  /** Thrown by every write, where set. */
  writeError: Error | undefined;
  /** Thrown by every read, where set. */
  readError: Error | undefined;
  /** Writes return without an error and keep nothing: flash that is worn out. */
  forgetful = false;

  read(key: string): string | undefined {
    if (this.readError !== undefined) throw this.readError;
    return this.values.get(key);
  }

  write(key: string, value: string): void {
    if (this.writeError !== undefined) throw this.writeError;
    if (key === "" || key.length > 15) throw new RangeError(`key "${key}" has ${key.length} characters`);
    if (new TextEncoder().encode(value).byteLength >= 4000) throw new RangeError("value too long");
    this.written.push(key);
    if (!this.forgetful) this.values.set(key, value);
  }

  delete(key: string): void {
    this.values.delete(key);
  }

  [Symbol.iterator](): Iterator<string> {
    if (this.readError !== undefined) throw this.readError;
    return this.values.keys();
  }

  close(): void {
    // Memory needs no closing.
  }
}
