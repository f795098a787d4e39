import {
  CertificateError,
  type CertificatePair,
  identityIn,
  toSecret,
} from "../certificate/client-certificate.js";
import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { readDocument, writeDocument } from "./document.js";
import { Secret } from "./secret.js";
import { shortKey } from "./short-key.js";

/** What the store holds. */
export interface StoredCertificate {
  /** Chain and key; `fromSecret` takes them apart. */
  readonly secret: Secret;
  /** The common name, which is the deviceId (CN-PROV-4). */
  readonly identity: string;
  /** Tells two pairs apart; no secret. */
  readonly fingerprint: string;
}

/** Where the parts are, and what they must add up to. */
interface Index {
  readonly slot: "a" | "b";
  readonly parts: number;
  readonly fingerprint: string;
  readonly identity: string;
}

/** Characters of a part: a value in flash has less than 4,000 bytes. */
const partLength = 3800;
/** Room for an RSA key of 4,096 bits and a chain of four; two of them must fit into flash while one replaces the other. */
const mostParts = 4;
const indexKey = "cert";

/**
 * The device's client certificate and key in flash. Together they are longer than a value there, so they lie in parts, in one of two
 * slots, and a small index says in which:
 *
 *     cert      {"schema":1,"slot":"a","parts":2,"fingerprint":"1c9d0e7b","identity":"dev-1"}
 *     cert-a0   first part of chain and key in base64
 *     cert-a1   second part
 *
 * A new pair goes into the other slot, the index is written last, and only then the old parts are removed: a power cut at any
 * moment leaves the old pair or the new one, never a certificate with another's key.
 */
export class CertificateStore {
  #domain: KeyValueDomain;
  #log: Log;

  constructor(options: { domain: KeyValueDomain; log: Log }) {
    this.#domain = options.domain;
    this.#log = options.log;
  }

  /** Undefined where there is none, or none that is whole; throws where flash cannot be read. */
  read(): StoredCertificate | undefined {
    const index = this.#index();
    if (index === undefined) return undefined;
    const { slot, parts, fingerprint, identity } = index;
    const text = this.#joined(slot, parts);
    if (shortKey(text) === fingerprint) return { secret: new Secret(text), identity, fingerprint };
    this.#log.error("storage", "the client certificate is damaged; store it again");
    return undefined;
  }

  /**
   * Stores a pair in place of the one before and returns when it is in flash. Throws a CertificateError where TLS could not use
   * it, an Error where flash does not take it; the old pair stays in either case.
   */
  write(pair: CertificatePair): void {
    const identity = identityIn(pair);
    const text = toSecret(pair).reveal();
    const parts = Math.ceil(text.length / partLength);
    if (parts > mostParts)
      throw new CertificateError(
        `certificate: chain and key have ${text.length} characters in base64 and flash has room for ${mostParts * partLength}; use a shorter chain`,
      );
    const old = this.#index();
    const slot = old?.slot === "a" ? "b" : "a";
    for (let part = 0; part < parts; part++)
      this.#domain.write(keyOf(slot, part), text.slice(part * partLength, (part + 1) * partLength));
    if (this.#joined(slot, parts) !== text) throw new Error("flash does not hold what was written");
    writeDocument(this.#domain, indexKey, { slot, parts, fingerprint: shortKey(text), identity });
    if (old === undefined) return;
    for (let part = 0; part < old.parts; part++) this.#domain.delete(keyOf(old.slot, part));
  }

  #joined(slot: string, parts: number): string {
    let text = "";
    for (let part = 0; part < parts; part++) text += this.#domain.read(keyOf(slot, part)) ?? "";
    return text;
  }

  #index(): Index | undefined {
    const stored = readDocument(this.#domain, indexKey, this.#log);
    if (stored === undefined) return undefined;
    const { slot, parts, fingerprint, identity } = stored;
    if (slot !== "a" && slot !== "b") return undefined;
    if (typeof parts !== "number" || !Number.isInteger(parts) || parts < 1 || parts > mostParts)
      return undefined;
    if (typeof fingerprint !== "string" || typeof identity !== "string") return undefined;
    return { slot, parts, fingerprint, identity };
  }
}

function keyOf(slot: string, part: number): string {
  return `cert-${slot}${part}`;
}
