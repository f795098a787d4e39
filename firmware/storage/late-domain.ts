import type { KeyValueDomain } from "../ports/key-value.js";

/**
 * A domain that is opened when it is first used, and again at the next use where that failed. Whoever reads or writes expects that flash fails;
 * nobody can do anything about it while a device is put together.
 *
 * Failure story: a chip whose NVS could not be opened threw before there was a console to tell of it, in every run.
 */
export class LateDomain implements KeyValueDomain {
  #open: () => KeyValueDomain;
  #domain: KeyValueDomain | undefined;
  #isClosed = false;

  constructor(open: () => KeyValueDomain) {
    this.#open = open;
  }

  read(key: string): string | undefined {
    return this.#opened().read(key);
  }

  write(key: string, value: string): void {
    this.#opened().write(key, value);
  }

  delete(key: string): void {
    this.#opened().delete(key);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#opened()[Symbol.iterator]();
  }

  close(): void {
    this.#isClosed = true;
    this.#domain?.close();
  }

  #opened(): KeyValueDomain {
    if (this.#isClosed) throw new Error("the domain is closed");
    this.#domain ??= this.#open();
    return this.#domain;
  }
}
