import { flashVerb, question } from "../../engine/door.js";
import { ask } from "../../engine/inside/door.js";
import { type BufferSource, viewOf } from "../buffer-source.js";

function request(
  verb: number,
  number: number,
  rest: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(5 + rest.length);
  bytes[0] = verb;
  new DataView(bytes.buffer).setUint32(1, number, true);
  bytes.set(rest, 5);
  return ask(question.flash, bytes);
}

interface Options {
  path: string;
  /** `"r"` only reads; `"r+"` (default) also writes and erases. */
  mode?: "r" | "r+";
  format?: "buffer";
}

/** An opened partition of raw flash, as the SDK's `embedded:storage/flash` has it on the ESP32. */
class FlashStorage {
  #mayWrite: boolean;
  #closed = false;

  constructor({ mode = "r+", format = "buffer" }: Omit<Options, "path">) {
    if (typeof mode === "symbol") throw new TypeError("flash: mode is no string");
    if (mode !== "r" && mode !== "r+") throw new Error(`flash: mode ${mode} is unknown`);
    this.#mayWrite = mode === "r+";
    this.format = format;
  }

  get format(): "buffer" {
    return "buffer";
  }

  set format(format: "buffer") {
    if (format !== "buffer") throw new RangeError(`flash: format ${String(format)} is unknown`);
  }

  /** All of `byteLength` bytes, or as many as a buffer takes; then their number is returned. */
  read(into: number | BufferSource, offset: number): ArrayBuffer | number {
    this.#checkOpen();
    const count = typeof into === "number" ? into : viewOf(into).byteLength;
    const rest = new Uint8Array(4);
    new DataView(rest.buffer).setUint32(0, count, true);
    const bytes = request(flashVerb.read, offset, rest);
    if (typeof into === "number") return bytes.buffer;
    viewOf(into).set(bytes);
    return count;
  }

  write(buffer: BufferSource, offset: number): void {
    this.#checkWritable();
    request(flashVerb.program, offset, viewOf(buffer));
  }

  /** From block `start` up to `end`, which stays; one block where `end` is absent. */
  eraseBlock(start: number, end?: number): void {
    this.#checkWritable();
    if (start === undefined) throw new SyntaxError("flash: which block shall be erased?");
    // A unary plus takes what the SDK takes, and throws for a BigInt as it does.
    const first = +start;
    const behind = end === undefined ? first + 1 : +end;
    for (let block = first; block < behind; block++) request(flashVerb.erase, block);
  }

  status(): { size: number; blockLength: number; blocks: number } {
    this.#checkOpen();
    const answer = new DataView(request(flashVerb.status, 0).buffer);
    const blockLength = answer.getUint32(0, true);
    const blocks = answer.getUint32(4, true);
    return { size: blockLength * blocks, blockLength, blocks };
  }

  close(): void {
    this.#closed = true;
  }

  #checkWritable(): void {
    this.#checkOpen();
    if (!this.#mayWrite) throw new Error("flash: the partition was opened for reading");
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error("flash: the partition is closed");
  }
}

/** Raw flash. There is one partition, `outbox`. */
export default Object.freeze({
  open({ path, ...options }: Options): FlashStorage {
    if (typeof path === "symbol") throw new TypeError("flash: path is no string");
    const storage = new FlashStorage(options);
    if (path !== "outbox" || storage.status().blocks === 0) throw new Error("can't find partition");
    return storage;
  },
  /** Names of the partitions. */
  *[Symbol.iterator](): Generator<string> {
    if (new FlashStorage({}).status().blocks > 0) yield "outbox";
  },
});
