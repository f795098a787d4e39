import {
  CertificateError,
  type CertificatePair,
  fromSecret,
  ownCertificateIn,
  toSecret,
} from "../certificate/client-certificate.js";
import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { LongText } from "./long-text.js";
import { Secret } from "./secret.js";
import { shortKey } from "./short-key.js";

/** What the store holds. */
export interface StoredCertificate {
  /** Chain and key; `fromSecret` takes them apart. */
  readonly secret: Secret;
  /** The common name, which is the deviceId (CN-PROV-4). */
  readonly identity: string;
  /** When it ends, milliseconds since 1970. */
  readonly notAfter: number;
  /** Tells two pairs apart; no secret. */
  readonly fingerprint: string;
}

export interface CertificateStoreOptions {
  domain: KeyValueDomain;
  log: Log;
  /** Where the pair lies, of `pairName` in `trial.ts`; asked each time, since a trial that ends well moves it. The pair in use where absent. */
  name?(): string;
}

/** Room for an RSA key of 4,096 bits and a chain of four. */
const mostParts = 10;

/** The device's client certificate and key in flash, in one text: a power cut never leaves a certificate with another's key. */
export class CertificateStore {
  #options: CertificateStoreOptions;

  constructor(options: CertificateStoreOptions) {
    this.#options = options;
  }

  /** Undefined where there is none, or none that is whole; throws where flash cannot be read. */
  read(): StoredCertificate | undefined {
    const text = this.#text.read();
    if (text === undefined) return undefined;
    const secret = new Secret(text);
    const pair = fromSecret(secret);
    if (pair === undefined) return undefined;
    const { commonName, notAfter } = ownCertificateIn(pair);
    return { secret, identity: commonName, notAfter, fingerprint: shortKey(text) };
  }

  /**
   * Stores a pair in place of the one before and returns when it is in flash. Throws a CertificateError where TLS could not use
   * it, an Error where flash does not take it; the old pair stays in either case.
   */
  write(pair: CertificatePair): void {
    ownCertificateIn(pair);
    const text = toSecret(pair).reveal();
    const place = this.#text;
    if (text.length > place.longest)
      throw new CertificateError(
        `certificate: chain and key have ${text.length} characters in base64 and flash has room for ${place.longest}; use a shorter chain`,
      );
    place.write(text);
  }

  get #text(): LongText {
    const { domain, log, name } = this.#options;
    return new LongText({ domain, log, name: name?.() ?? "cert", mostParts });
  }
}
