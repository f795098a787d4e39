import { guardTCP } from "../cloud/guarded-tcp.js";
import { type Failure, failure } from "../device/failure.js";
import type {
  CertificateFile,
  Resolver,
  ResolverConstructor,
  TCPConstructor,
  TCPSocket,
  TLSConstructor,
} from "../ports/tcp.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import type { HTTPSAddress } from "./https-address.js";
import { type ResponseHead, ResponseHeadReader } from "./response-head.js";

/** The classes of the platform that carry HTTPS. */
export interface HTTPSPlatform {
  TLSSocket: TLSConstructor;
  TCP: TCPConstructor;
  Resolver: ResolverConstructor;
  Timer: TimerPort;
}

export interface HTTPSGetOptions {
  io: HTTPSPlatform;
  address: HTTPSAddress;
  /** Trusted roots. */
  roots: readonly CertificateFile[];
  /** First byte that is wanted. */
  from: number;
  /** Entity tag of the file of which the bytes before are held; if the server has another one by now, it sends that from its beginning. */
  entityTag?: string | undefined;
  /** Milliseconds without a byte until the server is given up. */
  timeout: number;
  /** May throw: the request then fails with `internal` and the message. */
  onHead(head: ResponseHead): void;
  /** The body, piece by piece; may throw as well. The bytes are the callee's. */
  onBody(bytes: Uint8Array): void;
  /** The body has come in full. The last callback, as is `onFailed`. */
  onDone(): void;
  onFailed(failure: Failure): void;
}

/**
 * One GET over TLS (RFC 9112), streamed: what arrives is handed on at once, so the memory it takes does not grow with the file.
 *
 *     GET /a.bin HTTP/1.1
 *     Host: files.example.com
 *     Connection: close
 *     Range: bytes=4096-
 *     If-Range: "6d1f…"
 *
 * Follows no redirection and takes no chunked body. No callback comes inside the constructor or after `close`.
 * The constructor throws where the platform has no resolver to give, and has begun nothing then.
 */
export class HTTPSGet {
  #options: HTTPSGetOptions;
  #socket: TCPSocket | undefined;
  #head = new ResponseHeadReader();
  /** Bytes of the body still to come; undefined before the head. */
  #left: number | undefined;
  #asked = false;
  #closed = false;
  #patience: TimerHandle | undefined;
  /** The layer that failed first knows why. */
  #reason: Failure | undefined;

  constructor(options: HTTPSGetOptions) {
    this.#options = options;
    const { io, address } = options;
    const resolver: Resolver = new io.Resolver({});
    resolver.resolve({
      host: address.host,
      onResolved: (_, literal) => this.#guard(() => this.#open(literal)),
      onError: () => this.#fail(failure("dns-failed", address.host)),
    });
    this.#wait();
  }

  /** No callback comes after it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { Timer } = this.#options.io;
    Timer.clear(this.#patience);
    // From a timer: TLS is not safe to close inside its own callbacks.
    Timer.set(() => {
      this.#socket?.close();
      this.#socket = undefined;
    });
  }

  #open(literal: string): void {
    const { io, address, roots } = this.#options;
    this.#socket = new io.TLSSocket({
      TCP: { io: guardTCP(io.TCP) },
      secure: { certificate: roots, serverName: address.host },
      address: literal,
      host: address.host,
      port: address.port,
      onFailure: (error) => {
        this.#reason ??= failure("tls-failed", error);
      },
      onWritable: () => this.#guard(() => this.#ask()),
      onReadable: () => this.#guard(() => this.#arrived()),
      onError: () => this.#fail(failure(this.#asked ? "connection-lost" : "connect-failed")),
    });
  }

  /** Once: a request of some hundred bytes fits into any socket that was never written to. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    const { address, from, entityTag } = this.#options;
    const host = address.port === 443 ? address.host : `${address.host}:${address.port}`;
    const lines = [
      `GET ${address.path} HTTP/1.1`,
      `Host: ${host}`,
      "Accept-Encoding: identity",
      "Connection: close",
    ];
    if (from > 0) lines.push(`Range: bytes=${from}-`);
    if (from > 0 && entityTag !== undefined) lines.push(`If-Range: ${entityTag}`);
    this.#socket?.write(ArrayBuffer.fromString(`${lines.join("\r\n")}\r\n\r\n`));
  }

  #arrived(): void {
    const data = this.#socket?.read();
    if (!(data instanceof ArrayBuffer)) return;
    this.#wait();
    let bytes = new Uint8Array(data);
    if (this.#left === undefined) {
      const found = this.#readHead(bytes);
      if (found === undefined) return;
      this.#left = found.head.contentLength;
      this.#options.onHead(found.head);
      bytes = bytes.subarray(found.used);
    }
    // What comes after the body is not part of the file, whatever it is.
    const body = bytes.subarray(0, this.#left);
    this.#left -= body.byteLength;
    if (body.byteLength > 0 && !this.#closed) this.#options.onBody(body);
    if (this.#left > 0 || this.#closed) return;
    this.close();
    this.#options.onDone();
  }

  #readHead(bytes: Uint8Array): ReturnType<ResponseHeadReader["take"]> {
    try {
      return this.#head.take(bytes);
    } catch (error) {
      this.#fail(failure("http-malformed", error));
      return undefined;
    }
  }

  #wait(): void {
    const { io, timeout } = this.#options;
    io.Timer.clear(this.#patience);
    this.#patience = io.Timer.set(() => this.#fail(failure("download-stalled")), timeout);
  }

  /** TLS also calls from timers of its own, where nobody would catch an exception. */
  #guard(callback: () => void): void {
    if (this.#closed) return;
    try {
      callback();
    } catch (error) {
      this.#fail(failure("internal", error));
    }
  }

  #fail(reason: Failure): void {
    if (this.#closed) return;
    this.close();
    this.#options.onFailed(this.#reason ?? reason);
  }
}
