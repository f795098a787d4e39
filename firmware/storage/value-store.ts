import type { KeyValueDomain } from "../ports/key-value.js";
import type { ValueKeeper } from "../resources/resource-set.js";
import type { Value } from "../resources/value.js";
import { shortKey } from "./short-key.js";

/** Keeps the values that the cloud wrote over a restart, one key a resource. */
export class ValueStore implements ValueKeeper {
  #domain: KeyValueDomain;

  constructor(options: { domain: KeyValueDomain }) {
    this.#domain = options.domain;
  }

  /** The stored value, unchecked: the model may have changed since. */
  read(alias: string): Value | undefined {
    const text = this.#domain.read(shortKey(alias));
    if (text === undefined) return undefined;
    try {
      const { alias: owner, value }: { alias?: unknown; value?: unknown } = JSON.parse(text);
      if (owner !== alias) return undefined;
      return typeof value === "number" || typeof value === "string" || typeof value === "boolean"
        ? value
        : undefined;
    } catch {
      return undefined; // not our record: the resource starts with its initial value
    }
  }

  /** Throws where flash is full or worn out. */
  write(alias: string, value: Value): void {
    this.#domain.write(shortKey(alias), JSON.stringify({ alias, value }));
  }
}
