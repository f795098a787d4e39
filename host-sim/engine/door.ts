import type { RestartReason } from "../../firmware/ports/restarts.js";

/**
 * What passes between a device's program and the host, the same for both engines. A command to the device is its
 * clock (8 bytes, float64, milliseconds since power-up) and then messages; the reply is messages only.
 *
 *     03 00000001 00000000 00000002 6869      op 3, id 1, number 0, 2 bytes "hi" (numbers little endian)
 */
export interface Message {
  readonly op: number;
  /** Which socket, which request; 0 where there is only one. */
  readonly id: number;
  /** 0 to 2^32 - 1; its meaning depends on `op`. */
  readonly number: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Host to device. */
export const toDevice = {
  /** The deadline that the device named has come. */
  tick: 1,
  /** `number` more bytes may be sent; the first one says that the socket is connected. */
  socketWritable: 2,
  socketData: 3,
  /** Nothing more will come from this socket; `body` is the reason, for the log. */
  socketEnded: 4,
  /** The TLS handshake failed; `body` is the reason. */
  tlsFailed: 5,
  /** `body` is the address; empty where the name has none. */
  resolved: 6,
  serialData: 7,
  /** TLS has found the server trustworthy, before the first `socketWritable`; `number` is when that ends, seconds since 1970. */
  tlsTrusted: 8,
} as const;

/** Device to host, in the order in which they happened. */
export const toHost = {
  /** One line of log. */
  trace: 1,
  /** JSON. */
  event: 2,
  /** Wake me at `number` milliseconds since power-up; `noDeadline` never. */
  deadline: 3,
  /** JSON: `Thrown`. The last message of a device. */
  crash: 4,
  /** JSON: `Thrown`. */
  rejection: 5,
  /** The device restarts itself. The last message of a device. */
  restart: 6,
  /** JSON: address, port, and `tls` where the host shall do TLS. */
  socketOpen: 7,
  /** One DER file for the TLS of the socket that is about to be opened; `number` is one of `tlsFile`. Authorities and certificates may be several. */
  tlsFile: 8,
  socketWrite: 9,
  /** The program has taken `number` bytes out of the receive buffer. */
  socketTaken: 10,
  socketClose: 11,
  resolve: 12,
  /** JSON: name of the port. */
  serialOpen: 13,
  serialWrite: 14,
  serialClose: 15,
} as const;

export const noDeadline = 0xffff_ffff;

export const tlsFile = { authority: 0, certificate: 1, key: 2 } as const;

/** Questions that the device waits for; `body` of question and answer as said. */
export const question = {
  /** Nothing → JSON `BootFacts`. */
  boot: 1,
  /** JSON `{name, payload}` → JSON `{value?}`. */
  call: 2,
  /** Name → the bytes; fails where there is none. */
  resource: 3,
  /** JSON `KeyValueRequest` → JSON `KeyValueAnswer`. */
  keyValue: 4,
  /** The memo that the next run finds in its `BootFacts` unless the power goes → nothing. */
  memo: 5,
  /** A stack in the engine's words → the position in the sources, empty where it is unknown. */
  position: 6,
  /** Verb (8 bits), a number (32 bits) and bytes, as `flashVerb` says → bytes. */
  flash: 7,
} as const;

/** What a program asks of its raw flash. */
export const flashVerb = {
  /** 0 → block size and number of blocks, 32 bits each. */
  status: 1,
  /** Offset, and the length in 32 bits → the bytes. */
  read: 2,
  /** Offset, and the bytes → nothing. */
  program: 3,
  /** Block → nothing. */
  erase: 4,
} as const;

/** What a device's program finds when it starts. */
export interface BootFacts {
  readonly config: Readonly<Record<string, string | number>>;
  /** Four numbers, 0 to 2^32 - 1. */
  readonly seed: readonly number[];
  readonly resources: readonly string[];
  /** Why this run began. */
  readonly reason: RestartReason;
  /** What the run before left; absent after power-on. */
  readonly memo?: string;
}

export interface KeyValueRequest {
  readonly verb: "open" | "read" | "write" | "delete" | "keys";
  readonly domain: string;
  readonly key?: string;
  readonly value?: StoredValue;
  /** Whether `open` may create the domain. */
  readonly mayCreate?: boolean;
}

export interface KeyValueAnswer {
  readonly value?: StoredValue;
  readonly keys?: readonly string[];
}

/** Buffers are stored as numbers 0 to 255. */
export type StoredValue = string | readonly number[];

/** What was thrown, as far as it can be told in text. */
export interface Thrown {
  readonly message: string;
  readonly stack: string;
}

/** Send buffer and receive window of a socket, bytes: those of the ESP32. */
export const socketWindow = 8192;

const headBytes = 13;

/** Collects messages. */
export class MessageWriter {
  #bytes = new Uint8Array(512);
  #length = 0;

  add(op: number, id = 0, number = 0, body?: Uint8Array): void {
    const bodyLength = body?.byteLength ?? 0;
    const start = this.#length;
    this.#reserve(headBytes + bodyLength);
    const view = new DataView(this.#bytes.buffer);
    view.setUint8(start, op);
    view.setUint32(start + 1, id, true);
    view.setUint32(start + 5, number, true);
    view.setUint32(start + 9, bodyLength, true);
    if (body !== undefined) this.#bytes.set(body, start + headBytes);
  }

  /** The head of a command; a reply has none. */
  addClock(ticks: number): void {
    const start = this.#length;
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(start, ticks, true);
  }

  /** The bytes so far; the writer is empty again. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    // One long message must not cost a small device its memory for ever.
    if (this.#bytes.byteLength > 4096) this.#bytes = new Uint8Array(512);
    return taken;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#bytes.byteLength) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.byteLength));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#length = needed;
  }
}

export function readClock(command: Uint8Array): number {
  return new DataView(command.buffer, command.byteOffset).getFloat64(0, true);
}

/** The messages from `offset` on. @throws RangeError where the bytes end within a message. */
export function readMessages(bytes: Uint8Array<ArrayBuffer>, offset = 0): Message[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: Message[] = [];
  for (let at = offset; at < bytes.byteLength; ) {
    const end = at + headBytes + view.getUint32(at + 9, true);
    if (end > bytes.byteLength)
      throw new RangeError(`message at ${at} ends at ${end} of ${bytes.byteLength}`);
    messages.push({
      op: view.getUint8(at),
      id: view.getUint32(at + 1, true),
      number: view.getUint32(at + 5, true),
      body: bytes.slice(at + headBytes, end),
    });
    at = end;
  }
  return messages;
}
