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
  onFailure?: (error: unknown) => void;
}

/**
 * Sits between the MQTT client and the TLS socket. Writes pass through; what arrives passes a `FrameScanner`, which
 * notes the CONNACK's return code and takes out messages without payload: the client shows the one not at all and is deaf for
 * ever after the other.
 *
 * Takes from TLS only when everything taken before was read, so the back-pressure of a slow reader reaches the network.
 */
export class FramingSocket implements TCPSocket {
  format: "buffer" | "number" = "buffer";
  #tls: TCPSocket;
  #timer: TimerPort;
  #scanner: FrameScanner;
  #onReadable: SocketCallbacks["onReadable"];
  #pending = new Uint8Array(0);
  #position = 0;
  #waiting = 0;
  #pull: TimerHandle | undefined;
  #closed = false;

  constructor(options: FramingSocketOptions) {
    this.#timer = options.Timer;
    this.#onReadable = options.onReadable;
    this.#scanner = new FrameScanner({
      onConnack: options.onConnack,
      onEmptyMessage: options.onEmptyMessage,
    });
    this.#tls = new options.TLS.io({
      TCP: options.TCP,
      secure: options.secure,
      address: options.address,
      host: options.host,
      port: options.port,
      onFailure: options.onFailure,
      onReadable: (count) => this.#arrived(count),
      onWritable: options.onWritable,
      onError: options.onError,
    });
  }

  read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
    const available = this.#pending.byteLength - this.#position;
    if (available === 0) return undefined;
    if (this.format === "number") {
      const byte = this.#pending[this.#position];
      this.#advance(1);
      return byte;
    }
    const target =
      typeof count === "object"
        ? new Uint8Array(count instanceof ArrayBuffer ? count : count.buffer)
        : undefined;
    const length = target?.byteLength ?? (typeof count === "number" ? count : available);
    if (length > available) throw new RangeError(`only ${available} bytes are there, not ${length}`);
    const bytes = this.#pending.slice(this.#position, this.#position + length);
    this.#advance(length);
    if (target === undefined) return bytes.buffer;
    target.set(bytes);
    return length;
  }

  write(data: ArrayBuffer | Uint8Array | number, options?: { more?: boolean; byteLength?: number }): number {
    return this.#tls.write(data, options);
  }

  close(): void {
    this.#closed = true;
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
    if (this.#pending.byteLength > 0) this.#onReadable?.(this.#pending.byteLength);
  }

  #advance(count: number): void {
    this.#position += count;
    if (this.#position < this.#pending.byteLength || this.#waiting === 0) return;
    // Not from inside `read`: the client is in the middle of its parser.
    this.#pull ??= this.#timer.set(() => {
      this.#pull = undefined;
      if (!this.#closed && this.#waiting > 0 && this.#position === this.#pending.byteLength) this.#take();
    });
  }
}
