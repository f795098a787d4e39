import { tlsFile, toDevice, toHost } from "../../../engine/door.js";
import { post, postText, receive } from "../../../engine/inside/door.js";
import { textOf } from "../../../engine/inside/natives.js";
import { enqueue } from "../../../engine/inside/turn.js";
import { type BufferSource, viewOf } from "../../buffer-source.js";
import { ReceiveBuffer } from "./receive-buffer.js";
import { type TLSRequest, tlsRequest } from "./tls-request.js";

type Format = "buffer" | "number";

interface Options {
  /** An IP literal. */
  address: string;
  port: number;
  nodelay?: boolean;
  format?: Format;
  target?: unknown;
  onReadable?: (this: TCP, count: number) => void;
  onWritable?: (this: TCP, count: number) => void;
  onError?: (this: TCP) => void;
  [tlsRequest]?: TLSRequest;
}

const open = new Map<number, SocketReceiver>();
let lastId = 0;

/** What the host tells a socket. */
interface SocketReceiver {
  writable(count: number): void;
  data(bytes: Uint8Array<ArrayBuffer>): void;
  ended(): void;
  tlsTrusted(seconds: number): void;
  tlsFailed(reason: string): void;
}

receive(toDevice.socketWritable, ({ id, number }) => open.get(id)?.writable(number));
receive(toDevice.socketData, ({ id, body }) => open.get(id)?.data(body));
receive(toDevice.socketEnded, ({ id }) => open.get(id)?.ended());
receive(toDevice.tlsTrusted, ({ id, number }) => open.get(id)?.tlsTrusted(number));
receive(toDevice.tlsFailed, ({ id, body }) => open.get(id)?.tlsFailed(textOf(body)));

/**
 * The TCP socket of ECMA-419 as the ESP32 has it: 8,192 bytes to send, 8,192 to receive, and one `onError()` without a reason
 * when the connection is over and everything received was read. After `close` nothing calls back and every call but
 * `close` throws.
 */
export default class TCP {
  target: unknown;
  #id: number;
  #options: Options;
  #format: Format = "buffer";
  #received = new ReceiveBuffer();
  /** How many bytes may be written; undefined before the connection stands and after it ended. */
  #writable: number | undefined;
  #ended = false;
  #closed = false;

  constructor(options: Options) {
    const { address, port } = options;
    if (!isAddress(address)) throw new Error(`TCP: address ${address} is no IP address`);
    if (port === undefined) throw new Error("TCP: port is missing");
    if (typeof port === "symbol") throw new TypeError("TCP: port is no number");
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new RangeError(`TCP: port ${port} is outside 0 to 65535`);
    }
    this.#options = options;
    if (options.format !== undefined) this.format = options.format;
    if (options.target !== undefined) this.target = options.target;
    this.#id = ++lastId;
    open.set(this.#id, {
      writable: (count) => this.#onWritable(count),
      data: (bytes) => this.#onData(bytes),
      ended: () => this.#onEnded(),
      tlsTrusted: (seconds) => this.#options[tlsRequest]?.onCertificate({ notAfter: seconds * 1000 }),
      tlsFailed: (reason) => this.#onTLSFailed(reason),
    });
    this.#open(address, port, options[tlsRequest]);
  }

  get remoteAddress(): string {
    this.#checkOpen();
    return this.#options.address;
  }

  get remotePort(): number {
    this.#checkOpen();
    return this.#options.port;
  }

  get format(): Format {
    this.#checkOpen();
    return this.#format;
  }

  set format(format: Format) {
    this.#checkOpen();
    if (format !== "buffer" && format !== "number") throw new RangeError(`TCP: format ${format} is unknown`);
    this.#format = format;
  }

  /**
   * Buffer format: all that is there, exactly `count` bytes, or as many as fill the given buffer (their number is returned).
   * Number format: one byte. Undefined where nothing is there. @throws RangeError where less is there than asked for.
   */
  read(count?: number | BufferSource): ArrayBuffer | number | undefined {
    this.#checkOpen();
    const available = this.#received.byteLength;
    if (available === 0) return undefined;
    if (this.#format === "number") {
      const byte = this.#received.takeByte();
      this.#taken(1);
      return byte;
    }
    const target = typeof count === "object" || typeof count === "function" ? viewOf(count) : undefined;
    const length = target?.byteLength ?? (count as number | undefined) ?? available;
    if (!(length > 0 && length <= available)) {
      throw new RangeError(`TCP: ${length} bytes cannot be read, ${available} are there`);
    }
    const bytes = target ?? new Uint8Array(length);
    this.#received.takeInto(bytes);
    this.#taken(length);
    return target === undefined ? bytes.buffer : length;
  }

  /** Sends all of `data`; returns how much may be written next. @throws Error "not ready", "would block" */
  write(data: BufferSource | number): number {
    this.#checkOpen();
    if (this.#writable === undefined) throw new Error("TCP: not ready");
    const bytes = this.#format === "number" ? Uint8Array.of(data as number) : viewOf(data);
    if (bytes.byteLength > this.#writable) {
      throw new Error(`TCP: would block: ${bytes.byteLength} bytes into room for ${this.#writable}`);
    }
    this.#writable -= bytes.byteLength;
    if (bytes.byteLength > 0) post(toHost.socketWrite, this.#id, 0, bytes);
    return this.#writable;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    open.delete(this.#id);
    post(toHost.socketClose, this.#id);
  }

  #open(address: string, port: number, tls: TLSRequest | undefined): void {
    if (tls === undefined) {
      postText(toHost.socketOpen, this.#id, JSON.stringify({ address, port }));
      return;
    }
    for (const file of tls.authorities) post(toHost.tlsFile, this.#id, tlsFile.authority, file);
    for (const file of tls.certificates) post(toHost.tlsFile, this.#id, tlsFile.certificate, file);
    if (tls.key !== undefined) post(toHost.tlsFile, this.#id, tlsFile.key, tls.key);
    const { serverName, applicationProtocols } = tls;
    const request = { address, port, tls: { serverName, applicationProtocols } };
    postText(toHost.socketOpen, this.#id, JSON.stringify(request));
  }

  #taken(count: number): void {
    post(toHost.socketTaken, this.#id, count);
    if (this.#ended && this.#received.byteLength === 0) enqueue(() => this.#tellEnd());
  }

  #onWritable(count: number): void {
    if (this.#ended) return;
    this.#writable = (this.#writable ?? 0) + count;
    this.#options.onWritable?.call(this, this.#writable);
  }

  #onData(bytes: Uint8Array<ArrayBuffer>): void {
    this.#received.push(bytes);
    this.#options.onReadable?.call(this, this.#received.byteLength);
  }

  #onEnded(): void {
    this.#ended = true;
    this.#writable = undefined;
    if (this.#received.byteLength === 0) this.#tellEnd();
  }

  #onTLSFailed(reason: string): void {
    const request = this.#options[tlsRequest];
    this.#ended = true;
    if (request === undefined) return;
    request.failure = reason;
    this.#options.onReadable?.call(this, 0);
  }

  #tellEnd(): void {
    if (!this.#closed) this.#options.onError?.call(this);
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error("TCP: socket is closed");
  }
}

function isAddress(address: unknown): address is string {
  return (
    typeof address === "string" &&
    (/^\d{1,3}(\.\d{1,3}){3}$/.test(address) || /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address))
  );
}
