import { checkPath } from "certificate/path";
import SDKCertificates from "sdk/tls-certificates";
import { CERT_RSA } from "ssl/constants";
import { isSignedBy, keyIn } from "tls/signature";

/** What of the connection's `secure` options is looked at here; `SecureOptions` of `firmware/ports/tcp.ts` says what they mean. */
export interface CertificateOptions {
  certificate?: readonly ArrayBufferLike[];
  clientCertificates?: readonly ArrayBufferLike[];
  /** Name or IPv4 address that the server must have. */
  host?: string;
}

/**
 * `ssl/cert` of our builds: a server is trusted when its chain stands the check of `certificate/path` against one of the roots that the
 * connection was given, and in no other way. There is no switch for it.
 */
export default class CertificateManager extends SDKCertificates {
  #roots: readonly ArrayBufferLike[];
  #host: string;
  #own: readonly ArrayBufferLike[];
  #serverKey: TLSPublicKey | undefined;
  #notAfter: number | undefined;

  /** Throws an Error where there is no root. */
  constructor(options: CertificateOptions) {
    const { certificate = [], clientCertificates = [], host = "", ...others } = options;
    if (certificate.length === 0) throw new Error("certificate: no trusted root");
    super({ ...others, clientCertificates, verify: true });
    this.#roots = certificate;
    this.#own = clientCertificates;
    this.#host = host;
  }

  /** The key in the certificate that the server proved its own; undefined before. */
  get serverKey(): TLSPublicKey | undefined {
    return this.#serverKey;
  }

  /** When the first certificate on the server's path ends, milliseconds since 1970; undefined before there is one. */
  get notAfter(): number | undefined {
    return this.#notAfter;
  }

  /** Returns true or throws with the reason. */
  override verify(chain: readonly Uint8Array[]): boolean {
    try {
      const { certificate, notAfter } = checkPath({
        chain,
        roots: this.#roots.map((root) => new Uint8Array(root as ArrayBuffer)),
        host: this.#host,
        now: Date.now(),
        isSignedBy,
      });
      this.#serverKey = keyIn(certificate);
      this.#notAfter = notAfter;
      return true;
    } catch (error) {
      throw new Error(`certificate: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Ours, where the server takes RSA keys; there is no other kind on a device. */
  override findPreferredCert(types: readonly number[]): readonly ArrayBufferLike[] {
    return types.includes(CERT_RSA) ? this.#own : [];
  }
}
