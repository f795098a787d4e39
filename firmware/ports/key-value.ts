/**
 * Small values that survive power cuts: `embedded:storage/key-value` (NVS on the ESP32).
 *
 * Promises: after a power cut during `write` a key holds the old value or the new one, never a mixture and
 * never nothing; `write` returns after the value is safe. There are no transactions over several keys, so what
 * belongs together goes into one value. Domains and keys have 1 to 15 characters, strings less than 4,000 bytes.
 */
export interface KeyValuePort {
  open(options: { path: string; mode?: "r" | "r+"; format: "string" }): KeyValueDomain;
}

/** One opened domain. After `close`, every call but `close` throws. */
export interface KeyValueDomain {
  /** The value, or `undefined` where there is none. */
  read(key: string): string | undefined;
  write(key: string, value: string): void;
  /** Removes a key; a key that is not there is fine. */
  delete(key: string): void;
  /** All keys, in no particular order. Nothing may be written or deleted meanwhile. */
  [Symbol.iterator](): Iterator<string>;
  close(): void;
}
