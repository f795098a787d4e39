/**
 * The sockets below MQTT, in the ECMA-419 way: constructed with an options object, told by callbacks.
 *
 * Promises: no callback runs inside the constructor; `onWritable` comes first when the connection stands;
 * `onReadable(count)` tells how many bytes can be read; `onError` comes once, after everything received was
 * read, whether the peer closed or the network failed; nothing comes after `close`, which may be repeated.
 */
export interface TCPSocket {
  /** `"buffer"` (default) reads and writes buffers, `"number"` single bytes; may be switched at any time. */
  format: "buffer" | "number";
  /** All that is there (buffer), that many bytes, or into the given buffer (its length is returned). */
  read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined;
  /** Takes the whole value or throws; returns how many bytes may be written next. */
  write(data: ArrayBuffer | Uint8Array | number, options?: { more?: boolean; byteLength?: number }): number;
  close(): void;
}

export interface SocketCallbacks {
  onReadable?: ((count: number) => void) | undefined;
  onWritable?: ((count: number) => void) | undefined;
  onError?: ((error?: unknown) => void) | undefined;
}

export interface TCPOptions extends SocketCallbacks {
  /** An IP literal: names are resolved before, through a `Resolver`. */
  address?: string;
  port?: number;
  host?: string;
}

export type TCPConstructor = new (options: TCPOptions) => TCPSocket;

/** A certificate or key in DER: its bytes, or a resource in flash that holds them. */
export type CertificateFile = ArrayBuffer | object;

/** What is told of a server that was found trustworthy. */
export interface ServerCertificate {
  /** When the first certificate on its path ends, the root among them: milliseconds since 1970. */
  readonly notAfter: number;
}

/** What a TLS socket takes beside the options of TCP. */
export interface SecureOptions {
  /** The trusted roots, one or more: the server's certificate must lead to one of them, to any. */
  certificate: readonly CertificateFile[];
  /** Name for SNI and for the check of the server's certificate. */
  serverName: string;
  /** The client's own certificate first, then those that lead to its authority, DER. Shown where the server asks. */
  clientCertificates?: readonly CertificateFile[];
  /** The key of the first of them: RSA, PKCS#8, DER. */
  clientKey?: CertificateFile;
  /** The server was found trustworthy. Comes once, before the first `onWritable`. */
  onCertificate?: ((certificate: ServerCertificate) => void) | undefined;
}

export interface TLSOptions extends TCPOptions {
  TCP: { io: TCPConstructor };
  secure: SecureOptions;
  onFailure?: ((error: unknown) => void) | undefined;
}

export type TLSConstructor = new (options: TLSOptions) => TCPSocket;

/** Turns a host name into an address. Exactly one of the callbacks comes, never inside `resolve`. */
export interface Resolver {
  resolve(options: {
    host: string;
    onResolved?: (host: string, address: string) => void;
    onError?: (error?: unknown) => void;
  }): void;
}

export type ResolverConstructor = new (options: object) => Resolver;
