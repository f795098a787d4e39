import type {
  SecureOptions,
  SocketCallbacks,
  TCPConstructor,
  TCPSocket,
  TLSConstructor,
} from "../ports/tcp.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import { FrameScanner, type ScannerCallbacks } from "./frame-scanner.js";

export interface FramingSocketOptions extends SocketCallbacks, ScannerCallbacks {
  TLS: { io: TLSConstructor };
  TCP: { io: TCPConstructor };
  Timer: TimerPort;
  secure: SecureOptions;
  address: string;
  host: string;
  port: number;
  /** Why the connection is about to fail; `onError`, which follows, says nothing. */
  onFailure?: (error: unknown) => void;
  /** The TLS handshake is done. */
  onSecured?: () => void;
}

/**
 * Sits between the MQTT client and the TLS socket. Writes pass through; what arrives passes a `FrameScanner`, which
 * notes the CONNACK's return code and takes out messages without payload: the client shows the one not at all and is deaf for
 * ever after the other.
 *
 * Takes from TLS only when everything taken before was read, so the back-pressure of a slow reader reaches the network.
 *
 * Lets no exception through in either direction: TLS and the client also call from timers of their own (the next record, the
 * keep-alive), where nobody would catch it. What is thrown becomes one `onFailure(error)` and one `onError()`.
 */
export class FramingSocket implements TCPSocket {
  format: "buffer" | "number" = "buffer";
  #tls: TCPSocket;
  #timer: TimerPort;
  #scanner: FrameScanner;
  #options: FramingSocketOptions;
  #pending = new Uint8Array(0);
  #position = 0;
  #waiting = 0;
  #pull: TimerHandle | undefined;
  #secured = false;
  #state: "open" | "failed" | "closed" = "open";

  constructor(options: FramingSocketOptions) {
    this.#options = options;
    this.#timer = options.Timer;
    this.#scanner = new FrameScanner({
      onConnack: options.onConnack,
      onEmptyMessage: options.onEmptyMessage,
    });
    try {
      this.#tls = new options.TLS.io({
        TCP: options.TCP,
        secure: options.secure,
        address: options.address,
        host: options.host,
        port: options.port,
        onFailure: options.onFailure,
        onReadable: (count) => this.#guard(() => this.#arrived(count)),
        onWritable: (count) => this.#guard(() => this.#writable(count)),
        onError: () => this.#guard(() => this.#ended()),
      });
    } catch (error) {
      // A root that cannot be read, for one. The client, which constructs this socket, keeps the reason to itself.
      options.onFailure?.(error);
      throw error;
    }
  }

  /** All that is there, that many bytes, or as many as the buffer holds. Throws a RangeError where there are not so many, or for less than 1. */
  read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
    const available = this.#pending.byteLength - this.#position;
    if (available === 0) return undefined;
    if (this.format === "number") {
      const byte = this.#pending[this.#position];
      this.#advance(1);
      return byte;
    }
    const target = typeof count === "object" ? bytesOf(count) : undefined;
    const length = target?.byteLength ?? (typeof count === "number" ? count : available);
    if (!(length >= 1 && length <= available))
      throw new RangeError(`only ${available} bytes are there, not ${length}`);
    const bytes = this.#pending.slice(this.#position, this.#position + length);
    this.#advance(length);
    if (target === undefined) return bytes.buffer;
    target.set(bytes);
    return length;
  }

  /** Returns 0, and fails the connection soon, where TLS does not take the data. */
  write(data: ArrayBuffer | Uint8Array | number, options?: { more?: boolean; byteLength?: number }): number {
    try {
      this.#tls.format = typeof data === "number" ? "number" : "buffer";
      return this.#tls.write(data, options);
    } catch (error) {
      this.#fail(error);
      return 0;
    }
  }

  close(): void {
    this.#state = "closed";
    this.#timer.clear(this.#pull);
    this.#tls.close();
  }

  #arrived(count: number): void {
    this.#waiting = count;
    if (this.#position === this.#pending.byteLength) this.#take();
  }

  /** Moves what TLS holds over here, less what the scanner keeps, and tells the client. */
  #take(): void {
    this.#waiting = 0;
    this.#tls.format = "buffer";
    const data = this.#tls.read();
    if (!(data instanceof ArrayBuffer)) return;
    this.#pending = this.#scanner.scan(new Uint8Array(data));
    this.#position = 0;
    if (this.#pending.byteLength > 0) this.#options.onReadable?.(this.#pending.byteLength);
  }

  #advance(count: number): void {
    this.#position += count;
    if (this.#position < this.#pending.byteLength || this.#waiting === 0) return;
    // Not from inside `read`: the client is in the middle of its parser.
    this.#pull ??= this.#timer.set(() => {
      this.#pull = undefined;
      this.#guard(() => {
        if (this.#waiting > 0 && this.#position === this.#pending.byteLength) this.#take();
      });
    });
  }

  #writable(count: number): void {
    if (!this.#secured) {
      this.#secured = true;
      this.#options.onSecured?.();
    }
    this.#options.onWritable?.(count);
  }

  #ended(): void {
    this.#state = "failed";
    this.#options.onError?.();
  }

  #guard(callback: () => void): void {
    if (this.#state !== "open") return;
    try {
      callback();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** `onError` comes from a timer: the client may be in the middle of its parser, or of a write. */
  #fail(error: unknown): void {
    if (this.#state !== "open") return;
    this.#state = "failed";
    this.#options.onFailure?.(error);
    this.#timer.set(() => {
      if (this.#state === "failed") this.#options.onError?.();
    });
  }
}

function bytesOf(buffer: ArrayBuffer | Uint8Array): Uint8Array {
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
