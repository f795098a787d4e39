import { createSecureContext, type SecureContext } from "node:tls";
import type { KeyPair } from "./certificates.js";
import { renewalTime } from "./pair-files.js";

/** A context without certificate: OpenSSL ends the handshake with an alert, in TLS 1.2 and 1.3 alike. */
const NO_CERTIFICATE = createSecureContext({ minVersion: "TLSv1.2" });

/** What one Connector shows to those who name it in their handshake. */
export class ServerIdentity {
  readonly hostName: string;
  readonly #issue: () => Promise<KeyPair>;
  readonly #clientAuthority: string | undefined;
  readonly #instead: () => Promise<KeyPair> | undefined;
  readonly #now: () => number;
  #current: { readonly context: SecureContext; readonly renewAt: number } | undefined;

  /**
   * @param options.issue yields the certificate to use from now on; asked again when the last one nears its end.
   * @param options.instead asked at each handshake: a certificate to show this time only, for faults.
   * @param options.clientAuthority PEM of the only authority that client certificates are judged by (CN-PROV-4).
   */
  constructor(options: {
    readonly hostName: string;
    readonly issue: () => Promise<KeyPair>;
    readonly instead?: () => Promise<KeyPair> | undefined;
    readonly clientAuthority?: string;
    readonly now: () => number;
  }) {
    this.hostName = options.hostName;
    this.#issue = options.issue;
    this.#clientAuthority = options.clientAuthority;
    this.#instead = options.instead ?? (() => undefined);
    this.#now = options.now;
  }

  async context(): Promise<SecureContext> {
    const instead = await this.#instead();
    if (instead !== undefined) return this.#contextWith(instead);
    if (this.#current === undefined || this.#now() >= this.#current.renewAt) {
      const pair = await this.#issue();
      this.#current = { context: this.#contextWith(pair), renewAt: renewalTime(pair) };
    }
    return this.#current.context;
  }

  #contextWith({ key, cert }: KeyPair): SecureContext {
    const ca = this.#clientAuthority;
    return createSecureContext({ key, cert, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) });
  }
}

/**
 * CN-TLS-3: which Connector answers to which server name. Only host names of Connectors have a certificate; a
 * server that uses this as its SNI callback, and has no certificate of its own, refuses all other clients.
 */
export class ServerNames<Named extends { readonly identity: ServerIdentity }> {
  readonly #named: ReadonlyMap<string, Named>;

  constructor(named: readonly Named[]) {
    this.#named = new Map(named.map((each) => [each.identity.hostName.toLowerCase(), each]));
  }

  /** Host names are compared without regard to case (RFC 4343). */
  find(serverName: string): Named | undefined {
    return this.#named.get(serverName.toLowerCase());
  }

  async contextFor(serverName: string): Promise<SecureContext> {
    return this.find(serverName)?.identity.context() ?? NO_CERTIFICATE;
  }

  /** The same as Node's SNI callback. */
  readonly callback = (
    serverName: string,
    done: (error: Error | null, context?: SecureContext) => void,
  ): void => {
    this.contextFor(serverName).then(
      (context) => done(null, context),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };
}
