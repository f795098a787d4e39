import type { TCPConstructor, TCPSocket, TLSConstructor, TLSOptions } from "../../firmware/ports/tcp.js";

/** A TLS socket whose peer is the test. Keeps the promises of its port, and can be told to throw as a board's does. */
export class FakeTLS implements TCPSocket {
  format: "buffer" | "number" = "buffer";
  readonly options: TLSOptions;
  /** Everything that was written, in order; single bytes as numbers. */
  readonly written: (Uint8Array | number)[] = [];
  closes = 0;
  /** Thrown by the next writes, where set. */
  writeError: Error | undefined;
  #received = new Uint8Array(0);

  constructor(options: TLSOptions) {
    this.options = options;
  }

  read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
    if (count !== undefined || this.format !== "buffer")
      throw new Error("the test socket reads all, in buffers");
    if (this.#received.byteLength === 0) return undefined;
    const all = this.#received;
    this.#received = new Uint8Array(0);
    return all.buffer;
  }

  write(data: ArrayBuffer | Uint8Array | number): number {
    if (this.writeError !== undefined) throw this.writeError;
    if ((typeof data === "number") !== (this.format === "number"))
      throw new Error(`wrong format: ${this.format}`);
    this.written.push(typeof data === "number" ? data : new Uint8Array(data));
    return 1000;
  }

  close(): void {
    this.closes += 1;
  }

  /** Bytes that wait to be read. */
  get waiting(): number {
    return this.#received.byteLength;
  }

  /** The peer sends bytes. */
  receive(bytes: Uint8Array | readonly number[]): void {
    this.#received = Uint8Array.from([...this.#received, ...bytes]);
    this.options.onReadable?.(this.#received.byteLength);
  }

  writable(count: number): void {
    this.options.onWritable?.(count);
  }

  fail(): void {
    this.options.onError?.();
  }
}

/** A TLS class whose newest socket the test can reach. */
export function fakeTLS(): { io: TLSConstructor; sockets: FakeTLS[] } {
  const sockets: FakeTLS[] = [];
  const io = class extends FakeTLS {
    constructor(options: TLSOptions) {
      super(options);
      sockets.push(this);
    }
  };
  return { io, sockets };
}

/** Where a test needs a TCP class and never a connection. */
export const noTCP: TCPConstructor = class implements TCPSocket {
  format: "buffer" | "number" = "buffer";

  read(): undefined {
    return undefined;
  }

  write(): number {
    return 0;
  }

  close(): void {
    // Nothing was opened.
  }
};
