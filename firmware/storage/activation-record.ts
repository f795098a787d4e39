import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import type { Account } from "./credential-store.js";
import { readDocument, writeDocument } from "./document.js";
import { shortKey } from "./short-key.js";

/**
 * Remembers with which certificate an account was activated (CN-PROV-4: the first accepted login is the activation). Beside the
 * credentials, not among them: a Connector that changes to certificates and back finds the token it once gave.
 */
export class ActivationRecord {
  #domain: KeyValueDomain;
  #log: Log;

  constructor(options: { domain: KeyValueDomain; log: Log }) {
    this.#domain = options.domain;
    this.#log = options.log;
  }

  /** The certificate's fingerprint; undefined where the account was never activated with one. */
  read({ host, device }: Account): string | undefined {
    const stored = readDocument(this.#domain, keyOf({ host, device }), this.#log);
    if (stored === undefined || stored.host !== host || stored.device !== device) return undefined;
    return typeof stored.fingerprint === "string" ? stored.fingerprint : undefined;
  }

  /** Throws where flash does not take it. */
  write({ host, device }: Account, fingerprint: string): void {
    writeDocument(this.#domain, keyOf({ host, device }), { host, device, fingerprint });
  }
}

function keyOf({ host, device }: Account): string {
  return `a-${shortKey(`${host} ${device}`)}`;
}
