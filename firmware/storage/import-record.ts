import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { readDocument, writeDocument } from "./document.js";

const key = "imported";

/**
 * Remembers which certificate and key the board brought along last. A pair that somebody uploads later replaces it for good: only another
 * one that the board brings, as with a new image, counts as newer.
 */
export class ImportRecord {
  #domain: KeyValueDomain;
  #log: Log;

  constructor(options: { domain: KeyValueDomain; log: Log }) {
    this.#domain = options.domain;
    this.#log = options.log;
  }

  /** Fingerprint of the pair, as in `CertificateStore`; undefined where the board never brought one. Throws where flash cannot be read. */
  read(): string | undefined {
    const fingerprint = readDocument(this.#domain, key, this.#log)?.fingerprint;
    return typeof fingerprint === "string" ? fingerprint : undefined;
  }

  /** Throws where flash does not take it. */
  write(fingerprint: string): void {
    writeDocument(this.#domain, key, { fingerprint });
  }
}
