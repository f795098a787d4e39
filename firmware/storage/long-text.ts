import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { readDocument, writeDocument } from "./document.js";
import { shortKey } from "./short-key.js";

export interface LongTextOptions {
  domain: KeyValueDomain;
  /** Beginning of its keys, at most 10 characters. */
  name: string;
  /** Values that it may take in one slot, 1 to 10; two slots must fit into flash while one text replaces the other. */
  mostParts: number;
  log: Log;
}

/** Where the parts are, and what they must add up to. */
interface Index {
  readonly slot: "a" | "b";
  readonly parts: number;
  readonly fingerprint: string;
}

/** Characters of a part: a value in flash has less than 4,000 bytes, and a character up to 3. */
const partLength = 1300;

/**
 * A text in flash that is longer than a value there. It lies in parts, in one of two slots, and a small index says in which:
 *
 *     cert      {"schema":1,"slot":"a","parts":2,"fingerprint":"1c9d0e7b"}
 *     cert-a0   first part
 *     cert-a1   second part
 *
 * A new text goes into the other slot, the index is written last, and only then the old parts are removed: a power cut at any
 * moment leaves the old text or the new one, never a mixture.
 */
export class LongText {
  #options: LongTextOptions;

  constructor(options: LongTextOptions) {
    this.#options = options;
  }

  /** Longest text, characters. */
  get longest(): number {
    return this.#options.mostParts * partLength;
  }

  /** Undefined where there is none, or none that is whole, which is reported; throws where flash cannot be read. */
  read(): string | undefined {
    const index = this.#index();
    if (index === undefined) return undefined;
    const text = this.#joined(index);
    if (shortKey(text) === index.fingerprint) return text;
    this.#options.log.error("storage", `${this.#options.name} is damaged and counts as absent`);
    return undefined;
  }

  /** Returns when the text is in flash; throws where flash does not take it or it is too long, and the old one stays. */
  write(text: string): void {
    if (text.length > this.longest)
      throw new RangeError(`${text.length} characters, and there is room for ${this.longest}`);
    const { domain, name } = this.#options;
    const old = this.#index();
    const slot = old?.slot === "a" ? "b" : "a";
    const parts = Math.max(1, Math.ceil(text.length / partLength));
    for (let part = 0; part < parts; part++)
      domain.write(this.#key(slot, part), text.slice(part * partLength, (part + 1) * partLength));
    if (this.#joined({ slot, parts }) !== text) throw new Error("flash does not hold what was written");
    writeDocument(domain, name, { slot, parts, fingerprint: shortKey(text) });
    if (old === undefined) return;
    for (let part = 0; part < old.parts; part++) domain.delete(this.#key(old.slot, part));
  }

  /** Removes it; one that is not there is fine. Throws where flash fails. */
  erase(): void {
    const { domain, name, mostParts } = this.#options;
    domain.delete(name);
    // Parts of both slots: a power cut may have left some of a text that never came to be.
    for (const slot of ["a", "b"])
      for (let part = 0; part < mostParts; part++) domain.delete(this.#key(slot, part));
  }

  #joined({ slot, parts }: Pick<Index, "slot" | "parts">): string {
    let text = "";
    for (let part = 0; part < parts; part++) text += this.#options.domain.read(this.#key(slot, part)) ?? "";
    return text;
  }

  #index(): Index | undefined {
    const { domain, name, mostParts, log } = this.#options;
    const stored = readDocument(domain, name, log);
    if (stored === undefined) return undefined;
    const { slot, parts, fingerprint } = stored;
    if ((slot !== "a" && slot !== "b") || typeof fingerprint !== "string") return undefined;
    if (typeof parts !== "number" || !Number.isInteger(parts) || parts < 1 || parts > mostParts)
      return undefined;
    return { slot, parts, fingerprint };
  }

  #key(slot: string, part: number): string {
    return `${this.#options.name}-${slot}${part}`;
  }
}
