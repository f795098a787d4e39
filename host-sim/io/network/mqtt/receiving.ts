import { type BufferSource, viewOf } from "../../buffer-source.js";
import Timer from "../../timer.js";
import { type Control, type IncomingMessage, incoming } from "./incoming.js";
import type { ReadableOptions, Socket } from "./options.js";

interface Callbacks {
  onControl(control: Control): void;
  /** All of a message has come; it need not be read yet. */
  onComplete(message: IncomingMessage): void;
  onReadable(count: number, options: ReadableOptions): void;
  onMalformed(reason: string): void;
}

/** The receiving half of the client: turns what the socket holds into packets and into fragments of messages. */
export class Receiving {
  #socket: Socket;
  #callbacks: Callbacks;
  /** What the socket holds, bytes. */
  #readable = 0;
  /** Bytes of the present fragment that the application has still to read; nothing else is looked at meanwhile. */
  #unread = 0;
  #message: (IncomingMessage & { left: number }) | undefined;
  #incoming = incoming({
    control: (control) => this.#callbacks.onControl(control),
    message: (message) => {
      this.#message = { ...message, left: message.byteLength };
    },
    malformed: (reason) => this.#callbacks.onMalformed(reason),
  });
  #wish = this.#incoming.next();
  /** Stays set where a callback throws: the place in the stream is lost then. */
  #parsing = false;
  #parseTimer: ReturnType<typeof Timer.set> | undefined;
  #closed = false;

  constructor(socket: Socket, callbacks: Callbacks) {
    this.#socket = socket;
    this.#callbacks = callbacks;
  }

  close(): void {
    this.#closed = true;
    Timer.clear(this.#parseTimer);
  }

  read(count: number | BufferSource = this.#unread): ArrayBuffer | number | undefined {
    const target = typeof count === "object" ? viewOf(count) : undefined;
    const length = Math.min(target?.byteLength ?? (count as number), this.#unread);
    if (length === 0) return undefined;
    this.#readable -= length;
    this.#unread -= length;
    this.#socket.format = "buffer";
    const result = this.#socket.read(target?.subarray(0, length) ?? length);
    if (this.#unread === 0 && !this.#parsing) {
      this.#parseTimer ??= Timer.set(() => {
        this.#parseTimer = undefined;
        if (this.#readable > 0) this.onReadable(this.#readable);
      });
    }
    return result;
  }

  /** The socket holds `count` bytes. */
  onReadable(count: number): void {
    this.#readable = count;
    if (this.#unread > 0) return;
    if (this.#parsing) throw new TypeError("MQTT: the place in the stream was lost when a callback threw");
    this.#parsing = true;
    this.#socket.format = "number";
    while (this.#readable > 0 && this.#unread === 0) {
      if (this.#wish.value === "payload") {
        if (this.#message === undefined) break;
        this.#handOut(this.#message);
        if (this.#closed) this.#readable = 0;
      } else {
        this.#readable--;
        this.#wish = this.#incoming.next(this.#socket.read() as number);
        if (this.#closed) return;
      }
      // The callbacks may have read or written. On a TCP socket that one of them closed, this throws.
      this.#socket.format = "number";
    }
    this.#parsing = false;
  }

  /** Offers what has come of the message. */
  #handOut(message: IncomingMessage & { left: number }): void {
    const { topic, byteLength, QoS } = message;
    const isFirst = message.left === byteLength;
    const available = Math.min(message.left, this.#readable);
    message.left -= available;
    this.#unread = available;
    const more = message.left > 0;
    if (!more) {
      this.#message = undefined;
      this.#wish = this.#incoming.next(0);
      this.#callbacks.onComplete(message);
    }
    this.#callbacks.onReadable(available, isFirst ? { topic, byteLength, QoS, more } : { more });
  }
}
