import type { SerialCallbacks, SerialLine } from "../../firmware/ports/serial.js";
import { printed } from "./secret-watch.js";

/** A serial line in memory whose far end is a test: unlimited, or as narrow as a test wants. */
export class FakeLine {
  /** Everything that the device has written. */
  output = "";
  /** Bytes taken at a time; what is told as writable. */
  room: number;
  #callbacks: SerialCallbacks | undefined;
  #arrived: number[] = [];

  constructor(options: { room?: number } = {}) {
    this.room = options.room ?? 128;
  }

  readonly open = (callbacks: SerialCallbacks): SerialLine => {
    this.#callbacks = callbacks;
    return {
      read: (count = this.#arrived.length) => {
        const bytes = this.#arrived.splice(0, count);
        return bytes.length === 0 ? undefined : Uint8Array.from(bytes).buffer;
      },
      write: (data) => {
        const bytes = new Uint8Array(data);
        if (bytes.byteLength > this.room) throw new Error("output full");
        this.room -= bytes.byteLength;
        this.output += Buffer.from(bytes).toString("latin1");
      },
      close: () => {
        this.#callbacks = undefined;
      },
    };
  };

  /** The device hears these bytes. */
  send(bytes: Uint8Array | string): void {
    this.#arrived.push(...Buffer.from(bytes));
    this.#callbacks?.onReadable(this.#arrived.length);
    this.drain();
  }

  /** Lets the device write until it has nothing more to say. */
  drain(room = 128): void {
    for (let before = -1; before !== this.output.length; ) {
      before = this.output.length;
      this.room = room;
      this.#callbacks?.onWritable(room);
    }
  }

  /** What was written since the last call. */
  take(): string {
    const text = this.output;
    this.output = "";
    if (text !== "") printed("a console's line", text);
    return text;
  }
}
