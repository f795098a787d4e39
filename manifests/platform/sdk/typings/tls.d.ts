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

/** The TCP socket below, with what the SDK notes on it. */
interface TLSTransport {
  /** Bytes that may be read. */
  readable: number;
  read(target: Uint8Array): unknown;
}

/** A TCP class, as far as TLS uses it. */
type TLSTransportClass = new (
  options: TLSTransportOptions,
) => {
  read(target: Uint8Array): unknown;
  /** How much may be written next; undefined where the connection is lost. */
  write(data: ArrayBuffer | Uint8Array): number | undefined;
  close(): void;
};

interface TLSTransportOptions {
  onReadable?(count: number): void;
  onWritable?(count: number): void;
  onError?(): void;
  onFailure?(error: unknown): void;
}

/** A record that is being read: its bytes, and how many of them are there. */
interface TLSRecord extends Uint8Array<ArrayBuffer> {
  offset: number;
}

interface TLSSuite {
  /** Its number, two bytes. */
  readonly value: readonly number[];
  readonly keyExchangeAlgorithm: number;
  readonly encryptionMode: number;
}

/** One connection's state, as far as ours look at it. */
interface TLSSession {
  readonly certificateManager: object & {
    readonly serverKey?: TLSPublicKey | undefined;
    readonly notAfter?: number | undefined;
  };
  readonly clientRandom: ArrayBuffer;
  readonly serverRandom: ArrayBuffer;
  readonly masterSecret?: ArrayBuffer;
  readonly serverCipher: object | null;
  readonly chosenCipher: TLSSuite;
  /** What is shown to a server that asks; the empty list where it asked and gets nothing. */
  clientCerts?: readonly object[];
  // What follows is ours.
  readonly offer: import("../tls/server-hello.js").Offer;
  /** The last handshake message that was taken from the server. */
  heard?: string;
  /** Handshake messages that are not whole yet. */
  pieces?: import("../tls/message-pieces.js").MessagePieces;
  /** Requests to begin anew and warnings that were overheard. */
  requests?: number;
  warnings?: number;
  /** When the first certificate on the server's path ends, milliseconds since 1970. */
  trustedUntil?: number | undefined;
}

interface TLSMessage {
  unpacketize(session: TLSSession, stream: TLSStream | undefined): void;
}

/** A protocol above the records, which takes the content of one. */
interface TLSContentProtocol {
  unpacketize(session: TLSSession, fragment: Uint8Array): void;
}

declare module "sdk/tls-certificates" {
  export default class CertificateManager {
    constructor(options: object);
    verify(chain: readonly Uint8Array[]): boolean;
    register(certificate: ArrayBuffer): void;
    findPreferredCert(types: readonly number[]): readonly ArrayBufferLike[];
  }
}

declare module "sdk/tls-handshake" {
  const handshakeProtocol: Readonly<Record<string, TLSMessage | unknown>> & {
    unpacketize(session: TLSSession, stream: TLSStream): void;
  };
  export default handshakeProtocol;
}

declare module "sdk/tls-changecipher" {
  const changeCipherSpec: TLSContentProtocol;
  export default changeCipherSpec;
}

declare module "sdk/tls-alert" {
  const alert: TLSContentProtocol;
  export default alert;
}

declare module "sdk/tls-ciphersuites" {
  const suites: readonly TLSSuite[];
  export default suites;
}

declare module "sdk/tls-session" {
  export default class Session {
    /** The record that is being read. */
    packetBuffer: TLSRecord | null | undefined;
    readonly serverCipher: object | null;
    constructor(options: object);
    /** Goes on with the handshake as far as it can; true when it is over, one way or the other. */
    handshake(socket: TLSTransport): boolean;
    /** A record with its head; undefined where it is not whole yet. */
    readPacket(socket: TLSTransport): ArrayBuffer | undefined;
    /** Takes application data of a record. */
    putData(data: Uint8Array): void;
    /** Application data, undefined where there is none yet, null where the peer has closed. */
    read(socket: TLSTransport): Uint8Array | null | undefined;
    write(socket: TLSTransport, data: ArrayBuffer | Uint8Array, options?: object): number;
  }
}

declare module "sdk/tls-socket" {
  export default class TLSSocket {
    constructor(options: { TCP: { io: TLSTransportClass } });
  }
}

declare module "ssl/stream" {
  const Stream: new (bytes: ArrayBuffer) => TLSStream;
  export default Stream;
}

declare module "ssl/constants" {
  export const ECDHE_RSA: number;
  export const GCM: number;
  export const CERT_RSA: number;
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
