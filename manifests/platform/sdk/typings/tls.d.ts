/** Modules of the SDK's TLS that ours stand on; the SDK has no typings for them. */

/** A public key as `x509` decodes it: of RSA, of ECDSA on a curve, or empty where it knows neither. */
interface TLSPublicKey {
  readonly modulus?: bigint;
  readonly exponent?: bigint;
  readonly curve?: { readonly n: bigint; readonly orderSize: number };
  readonly pub?: object;
}

interface TLSStream {
  readonly bytesAvailable: number;
  /** The next bytes; throws where there are fewer. */
  readChunk(count: number): ArrayBuffer;
}

/** One connection's state, as far as ours look at it. */
interface TLSSession {
  readonly certificateManager: object & { readonly serverKey?: TLSPublicKey };
  readonly clientRandom: ArrayBuffer;
  readonly serverRandom: ArrayBuffer;
  readonly clientSessionID?: ArrayBuffer;
  readonly serverSessionID?: ArrayBuffer;
  readonly serverCipher: object | null;
  readonly chosenCipher: { readonly keyExchangeAlgorithm: number };
  /** The last handshake message that was taken from the server; ours. */
  heard?: string;
}

interface TLSMessage {
  unpacketize(session: TLSSession, stream: TLSStream | undefined): void;
}

declare module "sdk/tls-certificates" {
  export default class CertificateManager {
    constructor(options: object);
    verify(chain: readonly Uint8Array[], options: { tls_server_name?: string }): boolean;
    register(certificate: ArrayBuffer): void;
  }
}

declare module "sdk/tls-handshake" {
  const handshakeProtocol: { readonly [message: string]: TLSMessage };
  export default handshakeProtocol;
}

declare module "sdk/tls-session" {
  export default class Session {
    constructor(options: object);
    /** Takes application data of a record. */
    putData(data: Uint8Array): void;
    /** Application data, undefined where there is none yet, null where the peer has closed. */
    read(socket: object): Uint8Array | null | undefined;
  }
}

declare module "ssl/stream" {
  const Stream: new (bytes: ArrayBuffer) => TLSStream;
  export default Stream;
}

declare module "ssl/constants" {
  export const ECDHE_RSA: number;
}

declare module "x509" {
  const X509: { decodeSPKI(certificate: Uint8Array): TLSPublicKey };
  export default X509;
}

declare module "rsa" {
  export default class RSA {
    constructor(exponent: bigint, modulus: bigint);
    process(value: bigint): bigint;
  }
}

declare module "ecdsa" {
  export default class ECDSA {
    constructor(pub: object, curve: object);
    /** `signature` is r and s, each as long as the curve's order. */
    verify(hash: ArrayBuffer, signature: ArrayBuffer): boolean;
  }
}
