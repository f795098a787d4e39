import { type BufferSource, bytesOfFile, viewOf } from "../../../buffer-source.js";
import { type TLSRequest, tlsRequest } from "../tls-request.js";

type Format = "buffer" | "number";

/** The TCP socket below. */
interface Socket {
  format: Format;
  read(count?: number | BufferSource): ArrayBuffer | number | undefined;
  write(data: BufferSource | number): number;
  close(): void;
}

interface SecureOptions {
  /** The trusted roots, one or more, DER: buffers or `Resource`s. */
  certificate: readonly unknown[];
  /** Name to send and to verify; the host where absent. */
  serverName?: string;
  clientCertificates?: readonly unknown[];
  clientKey?: unknown;
  onCertificate?: (certificate: { readonly notAfter: number }) => void;
  applicationLayerProtocolNegotiation?: string | readonly string[];
}

interface Options {
  TCP: { io: new (options: object) => Socket };
  secure: SecureOptions;
  host?: string;
  onReadable?: (count: number) => void;
  onWritable?: (count: number) => void;
  onError?: () => void;
}

/** Bytes that a record adds to what it carries; the SDK leaves as many spare. */
const recordOverhead = 96;

/**
 * The TLS socket as the SDK shapes it, with the host doing the TLS: 1.2 only, verification always. It is built over a
 * TCP class that it is given, and a failed handshake is thrown out of the callback that it gave to that class: without a
 * guard in between, that exception ends the device, as it does on a board.
 */
export default class TLSSocket {
  #socket: Socket | undefined;
  #options: Options;
  #request: TLSRequest;
  #format: Format = "buffer";
  #readable = 0;
  #writable = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#request = request(options.secure, options.host);
    this.#socket = new options.TCP.io({
      ...options,
      [tlsRequest]: this.#request,
      format: "buffer",
      onReadable: (count: number) => this.#onReadable(count),
      onWritable: (count: number) => this.#onWritable(count),
      onError: () => this.#options.onError?.(),
    });
  }

  get format(): Format {
    return this.#format;
  }

  set format(format: Format) {
    if (format !== "buffer" && format !== "number") throw new RangeError(`TLS: format ${format} is unknown`);
    this.#format = format;
  }

  /** As of TCP, except that a buffer longer than what is there is filled in part. */
  read(count?: number | BufferSource): ArrayBuffer | number | undefined {
    const socket = this.#socket;
    if (socket === undefined || this.#readable === 0) return undefined;
    if (this.#format === "number") return this.#readByte(socket);
    if (typeof count === "object") {
      const target = viewOf(count).subarray(0, this.#readable);
      if (target.byteLength > 0) socket.read(target);
      this.#readable -= target.byteLength;
      return target.byteLength;
    }
    const length = count ?? this.#readable;
    if (length === 0) return new ArrayBuffer(0);
    const bytes = socket.read(length);
    this.#readable -= length;
    return bytes;
  }

  write(data: BufferSource | number): number {
    if (this.#socket === undefined) throw new Error("TLS: socket is closed");
    const bytes = this.#format === "number" ? Uint8Array.of(data as number) : viewOf(data);
    if (bytes.byteLength > this.#writable) {
      throw new Error(`TLS: would block: ${bytes.byteLength} bytes into room for ${this.#writable}`);
    }
    this.#writable = roomFor(this.#socket.write(bytes));
    return this.#writable;
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #readByte(socket: Socket): number | undefined {
    socket.format = "number";
    const byte = socket.read();
    socket.format = "buffer";
    this.#readable--;
    return byte as number | undefined;
  }

  #onReadable(count: number): void {
    if (this.#request.failure !== undefined) throw new Error(`TLS: ${this.#request.failure}`);
    this.#readable = count;
    this.#options.onReadable?.(count);
  }

  #onWritable(count: number): void {
    this.#writable = roomFor(count);
    if (this.#writable > 0) this.#options.onWritable?.(this.#writable);
  }
}

function roomFor(socketRoom: number): number {
  return Math.max(0, socketRoom - recordOverhead);
}

function request(secure: SecureOptions | undefined, host: string | undefined): TLSRequest {
  const serverName = secure?.serverName ?? host;
  if (serverName === undefined)
    throw new Error("TLS: secure.serverName or host is needed to verify the server");
  const protocols = secure?.applicationLayerProtocolNegotiation ?? [];
  return {
    serverName,
    authorities: authorities(secure?.certificate),
    certificates: (secure?.clientCertificates ?? []).map((file) => der(file, "clientCertificates")),
    key: secure?.clientKey === undefined ? undefined : der(secure.clientKey, "clientKey"),
    applicationProtocols: typeof protocols === "string" ? [protocols] : protocols,
    onCertificate: (certificate) => secure?.onCertificate?.(certificate),
    failure: undefined,
  };
}

function authorities(files: unknown): Uint8Array[] {
  if (!Array.isArray(files) || files.length === 0)
    throw new Error("TLS: secure.certificate must be a list of trusted roots");
  return files.map((file) => der(file, "certificate"));
}

/** DER starts with a SEQUENCE; PEM, the usual mistake, with a dash. */
function der(file: unknown, name: string): Uint8Array {
  if (file === undefined) throw new Error(`TLS: secure.${name} is missing`);
  const bytes = bytesOfFile(file);
  if (bytes[0] !== 0x30) throw new Error(`TLS: secure.${name} is not DER`);
  return bytes;
}
