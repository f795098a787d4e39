import type { KeyValueDomain, KeyValuePort } from "../../firmware/ports/key-value.js";
import type { Life } from "./life.js";
import type { PowerPoints } from "./power-points.js";

/** What is in the key-value store: by domain, by key. It outlives the device's power. */
export type KeyValueContent = Map<string, Map<string, string>>;

export interface KeyValueOptions {
  readonly content: KeyValueContent;
  readonly points: PowerPoints;
  readonly life: Life;
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

function domain(values: Map<string, string>, { points, life }: KeyValueOptions): KeyValueDomain {
  const perform = (name: string, whole: () => void): void =>
    // NVS appends the new entry first and marks the old one afterwards: cut in between, the old one counts.
    points.perform(life, { name, whole, part: () => {} });
  return {
    read(key) {
      life.check();
      return values.get(checkName(key, "key"));
    },
    write(key, value) {
      checkName(key, "key");
      if (Buffer.byteLength(value) >= 4000) throw new RangeError(`key-value: ${key}: value too long`);
      perform(`writing ${key}`, () => values.set(key, value));
    },
    delete(key) {
      checkName(key, "key");
      perform(`deleting ${key}`, () => values.delete(key));
    },
    [Symbol.iterator]() {
      life.check();
      return values.keys();
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
