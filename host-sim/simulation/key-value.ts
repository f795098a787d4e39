import type { KeyValueDomain, KeyValuePort } from "../../firmware/ports/key-value.js";
import type { Life } from "./life.js";
import type { PowerPoints } from "./power-points.js";

/** What is in the key-value store: by domain, by key. It outlives the device's power. */
export type KeyValueContent = Map<string, Map<string, string>>;

export interface KeyValueOptions {
  readonly content: KeyValueContent;
  readonly points: PowerPoints;
  readonly life: Life;
  /** Takes the power away. */
  cut(): void;
  /** An operation has failed; told before the firmware hears of it. */
  failed(): void;
}

/** The key-value store in the hands of one life of the device. An operation that power cuts short leaves the old value or the new one. */
export function keyValueFor(options: KeyValueOptions): KeyValuePort {
  return {
    open({ path }) {
      const { content, life } = options;
      life.check();
      checkName(path, "domain");
      const values = content.get(path) ?? new Map<string, string>();
      content.set(path, values);
      return domain(values, options);
    },
  };
}

function domain(values: Map<string, string>, options: KeyValueOptions): KeyValueDomain {
  const { points, life } = options;
  const perform = (change: () => void): void => {
    life.check();
    const mishap = points.next();
    if (mishap === "failed") {
      options.failed();
      throw new Error("key-value: flash failed");
    }
    // NVS appends the new entry first and marks the old one afterwards: cut in between, the old one counts.
    if (mishap === undefined || mishap === "after") change();
    if (mishap === undefined) return;
    options.cut();
    life.check();
  };
  return {
    read(key) {
      life.check();
      return values.get(checkName(key, "key"));
    },
    write(key, value) {
      checkName(key, "key");
      if (Buffer.byteLength(value) >= 4000) throw new RangeError(`key-value: ${key}: value too long`);
      perform(() => values.set(key, value));
    },
    delete(key) {
      checkName(key, "key");
      perform(() => values.delete(key));
    },
    [Symbol.iterator]() {
      life.check();
      return [...values.keys()][Symbol.iterator]();
    },
    close() {
      // Nothing is open but memory.
    },
  };
}

function checkName(name: string, what: string): string {
  if (name.length < 1 || name.length > 15)
    throw new RangeError(`key-value: ${what} "${name}" must have 1 to 15 characters`);
  return name;
}
