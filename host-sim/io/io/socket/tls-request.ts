/**
 * How the TLS socket tells the TCP socket below it that the host shall do TLS. A symbol, so that it passes unseen
 * through whatever class stands between the two and hands its options on.
 */
export const tlsRequest = Symbol("TLS by the host");

export interface TLSRequest {
  /** Name to send and to verify. */
  readonly serverName: string;
  /** The trusted roots, DER. */
  readonly authorities: readonly Uint8Array[];
  /** Own certificate first, DER. */
  readonly certificates: readonly Uint8Array[];
  /** PKCS#8, DER. */
  readonly key: Uint8Array | undefined;
  readonly applicationProtocols: readonly string[];
  /** The server was found trustworthy; `notAfter` in milliseconds since 1970. */
  onCertificate(certificate: { readonly notAfter: number }): void;
  /** Set by the TCP socket when the handshake has failed, before it calls back. */
  failure: string | undefined;
}
