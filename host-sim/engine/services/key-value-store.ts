import { join } from "node:path";
import type { KeyValueAnswer, KeyValueRequest, StoredValue } from "../door.js";
import type { Disk } from "./disk.js";

type Domain = Readonly<Record<string, StoredValue>>;

interface Options {
  readonly folder: string;
  readonly disk: Disk;
  readonly onCorrupt: (file: string, kept: string) => void;
}

/**
 * The flash behind `embedded:storage/key-value`: one JSON file for each domain, `{"wifi": "secret", "blob": [1, 2, 3]}`.
 * A file that cannot be read is kept under another name, and its domain starts empty.
 */
export class KeyValueStore {
  #options: Options;
  #domains = new Map<string, Domain>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws Error with a sentence for the program. */
  answer({ verb, domain, key = "", value, mayCreate }: KeyValueRequest): KeyValueAnswer {
    if (verb === "open") return this.#open(domain, mayCreate === true);
    const entries = this.#domains.get(domain) ?? {};
    const present = Object.hasOwn(entries, key);
    switch (verb) {
      case "read": {
        const found = entries[key];
        return present && found !== undefined ? { value: found } : {};
      }
      case "write":
        if (value === undefined) throw new Error("key-value: write needs a value");
        this.#save(domain, { ...entries, [key]: value });
        return {};
      case "delete":
        if (present) this.#save(domain, without(entries, key));
        return {};
      case "keys":
        return { keys: Object.keys(entries) };
    }
  }

  #open(domain: string, mayCreate: boolean): KeyValueAnswer {
    if (this.#domains.has(domain)) return {};
    const path = this.#path(domain);
    const text = this.#options.disk.read(path);
    if (text === undefined && !mayCreate) throw new Error(`key-value: domain ${domain} does not exist`);
    this.#domains.set(domain, (text === undefined ? {} : parse(text)) ?? this.#setAside(path));
    return {};
  }

  #setAside(path: string): Domain {
    this.#options.onCorrupt(path, this.#options.disk.setAside(path));
    return {};
  }

  #save(domain: string, entries: Domain): void {
    this.#options.disk.replace(this.#path(domain), JSON.stringify(entries, null, 1));
    this.#domains.set(domain, entries);
  }

  #path(domain: string): string {
    return join(this.#options.folder, `${encodeURIComponent(domain)}.json`);
  }
}

function without(entries: Domain, key: string): Domain {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== key));
}

/** Undefined where the text is not what `#save` writes. */
function parse(text: string): Domain | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null || Array.isArray(content)) return undefined;
    return Object.values(content).every(isStored) ? (content as Domain) : undefined;
  } catch {
    return undefined;
  }
}

function isStored(value: unknown): value is StoredValue {
  const isByte = (item: unknown) => Number.isInteger(item) && Number(item) >= 0 && Number(item) <= 255;
  return typeof value === "string" || (Array.isArray(value) && value.every(isByte));
}
