import { toDevice, toHost } from "../../engine/door.js";
import { post, postText, receive } from "../../engine/inside/door.js";
import { enqueue } from "../../engine/inside/turn.js";
import { type BufferSource, viewOf } from "../buffer-source.js";
import { ReceiveBuffer } from "./socket/receive-buffer.js";

interface Options {
  /** Tells ports apart; a number or a name. */
  port?: number | string;
  format?: "buffer" | "number";
  onReadable?: (this: Serial, count: number) => void;
  onWritable?: (this: Serial, count: number) => void;
}

const open = new Map<number, (bytes: Uint8Array<ArrayBuffer>) => void>();
let lastId = 0;

receive(toDevice.serialData, ({ id, body }) => open.get(id)?.(body));

/** As much as one write takes; nothing is ever lost on the way out. */
const writable = 1024;

/** A serial port of ECMA-419. On the host it is a TCP port on loopback, told by the event `serial`. */
export default class Serial {
  format: "buffer" | "number";
  #id: number;
  #received = new ReceiveBuffer();
  #closed = false;
  #tellWritable: () => void;

  constructor(options: Options) {
    this.#tellWritable = () => {
      if (!this.#closed) options.onWritable?.call(this, writable);
    };
    this.format = options.format ?? "buffer";
    this.#id = ++lastId;
    open.set(this.#id, (bytes) => {
      this.#received.push(bytes);
      options.onReadable?.call(this, this.#received.byteLength);
    });
    postText(toHost.serialOpen, this.#id, JSON.stringify({ name: String(options.port ?? "") }));
    enqueue(this.#tellWritable);
  }

  /** All that is there, or `count` bytes of it; one byte in number format. */
  read(count?: number): ArrayBuffer | number | undefined {
    this.#checkOpen();
    const available = this.#received.byteLength;
    if (available === 0) return undefined;
    if (this.format === "number") return this.#received.takeByte();
    const bytes = new Uint8Array(Math.min(count ?? available, available));
    this.#received.takeInto(bytes);
    return bytes.buffer;
  }

  write(data: BufferSource | number): number {
    this.#checkOpen();
    const bytes = this.format === "number" ? Uint8Array.of(data as number) : viewOf(data);
    if (bytes.byteLength > writable) throw new Error(`Serial: ${bytes.byteLength} bytes would overflow`);
    post(toHost.serialWrite, this.#id, 0, bytes);
    enqueue(this.#tellWritable);
    return writable;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    open.delete(this.#id);
    post(toHost.serialClose, this.#id);
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error("Serial: port is closed");
  }
}
