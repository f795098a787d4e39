import SDKCertificates from "sdk/tls-certificates";
import { checkPath } from "tls/path";

interface CertificateOptions {
  /** The trusted root, DER: a buffer or a resource. */
  certificate?: ArrayBufferLike;
}

/**
 * `ssl/cert` of our builds: a server is trusted when its chain stands the check of `path.ts` against the one root that the connection was
 * given, and in no other way. There is no switch for it.
 */
export default class CertificateManager extends SDKCertificates {
  #root: ArrayBufferLike;
  #serverKey: TLSPublicKey | undefined;

  /** Throws an Error where there is no root. */
  constructor(options: CertificateOptions) {
    const { certificate, ...others } = options;
    if (certificate === undefined) throw new Error("certificate: no trusted root");
    super({ ...others, verify: true });
    this.#root = certificate;
  }

  /** The key in the certificate that the server proved its own; undefined before. */
  get serverKey(): TLSPublicKey | undefined {
    return this.#serverKey;
  }

  /** Returns true or throws with the reason. */
  override verify(chain: readonly Uint8Array[], options: { tls_server_name?: string }): boolean {
    try {
      const server = checkPath({
        chain,
        root: new Uint8Array(this.#root as ArrayBuffer),
        host: options.tls_server_name ?? "",
        now: Date.now(),
      });
      this.#serverKey = server.key;
      return true;
    } catch (error) {
      throw new Error(`certificate: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
