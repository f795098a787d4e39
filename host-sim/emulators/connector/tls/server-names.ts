import { createSecureContext, type SecureContext } from "node:tls";
import { renewalTime } from "./certificate-store.js";
import type { KeyPair } from "./certificates.js";

/** A context without certificate: OpenSSL ends the handshake with an alert, in TLS 1.2 and 1.3 alike. */
const NO_CERTIFICATE = createSecureContext({ minVersion: "TLSv1.2" });

/**
 * CN-TLS-3: which certificate answers to which server name. Only the Connector's own host name has one; a server
 * that uses this as its SNI callback, and has no certificate of its own, refuses all other clients.
 */
export class ServerNames {
  readonly #hostName: string;
  readonly #issue: () => Promise<KeyPair>;
  readonly #now: () => number;
  #current: { readonly context: SecureContext; readonly renewAt: number } | undefined;

  /** @param options.issue yields the certificate to use from now on; asked again when the last one nears its end. */
  constructor(options: {
    readonly hostName: string;
    readonly issue: () => Promise<KeyPair>;
    readonly now: () => number;
  }) {
    this.#hostName = options.hostName.toLowerCase();
    this.#issue = options.issue;
    this.#now = options.now;
  }

  /** Host names are compared without regard to case (RFC 4343). */
  isKnown(serverName: string): boolean {
    return serverName.toLowerCase() === this.#hostName;
  }

  async contextFor(serverName: string): Promise<SecureContext> {
    if (!this.isKnown(serverName)) return NO_CERTIFICATE;
    if (this.#current === undefined || this.#now() >= this.#current.renewAt) {
      const pair = await this.#issue();
      const context = createSecureContext({ key: pair.key, cert: pair.cert, minVersion: "TLSv1.2" });
      this.#current = { context, renewAt: renewalTime(pair) };
    }
    return this.#current.context;
  }
}
