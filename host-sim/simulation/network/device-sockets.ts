import type {
  ResolverConstructor,
  TCPConstructor,
  TCPOptions,
  TCPSocket,
} from "../../../firmware/ports/tcp.js";
import { ReceiveBuffer } from "../../io/io/socket/receive-buffer.js";
import type { Life } from "../life.js";
import type { WorldTime } from "../world-time.js";
import { type Acceptor, TCPConnection } from "./connection.js";
import type { Link } from "./link.js";

/** What a board's sockets hold in each direction, bytes. */
const socketWindow = 8192;
/** A name takes so many ways to be resolved; without an answer the resolver gives up after its patience, milliseconds. */
const resolverTrips = 2;
const resolverPatience = 8000;

export interface DeviceSocketsOptions {
  readonly time: WorldTime;
  readonly link: Link;
  readonly life: Life;
  readonly accept: Acceptor;
}

/** The TCP class of one life of the device: the ECMA-419 socket as a board has it, over the simulated link. */
export function tcpFor({ time, link, life, accept }: DeviceSocketsOptions): TCPConstructor {
  return class TCP implements TCPSocket {
    format: "buffer" | "number" = "buffer";
    #options: TCPOptions;
    #received = new ReceiveBuffer();
    #writable: number | undefined;
    #isClosed = false;
    #hasEnded = false;
    #connection: TCPConnection;

    constructor(options: TCPOptions) {
      life.check();
      this.#options = options;
      this.#connection = new TCPConnection({
        time,
        link,
        accept,
        near: {
          connected: () => this.#call(() => this.#onTaken(socketWindow)),
          data: (bytes) => this.#call(() => this.#onData(bytes)),
          taken: (count) => this.#call(() => this.#onTaken(count)),
          ended: () => this.#call(() => this.#onEnded()),
        },
      });
    }

    read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
      this.#checkOpen();
      const available = this.#received.byteLength;
      if (available === 0) return undefined;
      if (this.format === "number") {
        const byte = this.#received.takeByte();
        this.#tellEnd();
        return byte;
      }
      const target = typeof count === "object" ? bytesOf(count) : undefined;
      const length = target?.byteLength ?? (typeof count === "number" ? count : available);
      if (!(length > 0 && length <= available)) throw new RangeError(`TCP: ${length} of ${available} bytes`);
      const bytes = target ?? new Uint8Array(length);
      this.#received.takeInto(bytes);
      this.#tellEnd();
      return target === undefined ? (bytes.buffer as ArrayBuffer) : length;
    }

    write(data: ArrayBuffer | Uint8Array | number): number {
      life.check();
      this.#checkOpen();
      if (this.#writable === undefined) throw new Error("TCP: not ready");
      const bytes = typeof data === "number" ? Uint8Array.of(data) : bytesOf(data).slice();
      if (bytes.byteLength > this.#writable) throw new Error("TCP: would block");
      this.#writable -= bytes.byteLength;
      if (bytes.byteLength > 0) this.#connection.send(bytes);
      return this.#writable;
    }

    close(): void {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.#connection.close();
    }

    #call(callback: () => void): void {
      if (!this.#isClosed) life.run(callback);
    }

    #onTaken(count: number): void {
      this.#writable = (this.#writable ?? 0) + count;
      this.#options.onWritable?.(this.#writable);
    }

    #onData(bytes: Uint8Array): void {
      this.#received.push(new Uint8Array(bytes));
      this.#options.onReadable?.(this.#received.byteLength);
    }

    #onEnded(): void {
      this.#hasEnded = true;
      this.#writable = undefined;
      this.#tellEnd();
    }

    /** Once everything received was read. */
    #tellEnd(): void {
      if (!this.#hasEnded || this.#received.byteLength > 0) return;
      this.#hasEnded = false;
      time.after(0, () => this.#call(() => this.#options.onError?.()));
    }

    #checkOpen(): void {
      if (this.#isClosed) throw new Error("TCP: closed");
    }
  };
}

/** The resolver of one life. */
export function resolverFor({ time, link, life }: DeviceSocketsOptions): ResolverConstructor {
  return class SimulatedResolver {
    resolve({
      host,
      onResolved,
      onError,
    }: Parameters<InstanceType<ResolverConstructor>["resolve"]>[0]): void {
      life.check();
      const answers = link.resolves;
      time.after(answers ? resolverTrips * link.latency() : resolverPatience, () => {
        life.run(() => (answers ? onResolved?.(host, "192.0.2.1") : onError?.()));
      });
    }
  };
}

function bytesOf(source: ArrayBuffer | Uint8Array): Uint8Array {
  return source instanceof ArrayBuffer ? new Uint8Array(source) : source;
}
