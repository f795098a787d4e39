import type { Directory, File } from "embedded:storage/files";
import { flash } from "platform/state";

const fileName = "outbox.flash";
const partition = "outbox";
const blockLength = 4096;
const blocks = 128;
const erased = 0xff;

interface Options {
  path: string;
  /** `"r"` only reads; `"r+"` (default) also writes and erases. */
  mode?: "r" | "r+";
}

/**
 * An opened partition as the SDK's `embedded:storage/flash` has it on the ESP32; for Linux the SDK has none. Here it is a file beside what else the
 * device stored: NOR flash, which programming only clears and erasing only sets.
 */
class FlashStorage {
  #file: File | undefined;
  #mayWrite: boolean;

  constructor(directory: Directory, mayWrite: boolean) {
    this.#file = directory.openFile({ path: fileName, mode: "r+" });
    this.#mayWrite = mayWrite;
  }

  /** All of `byteLength` bytes, or as many as a buffer takes; then their number is returned. */
  read(into: number | ArrayBuffer | Uint8Array, offset: number): ArrayBuffer | number {
    const isCount = typeof into === "number";
    const bytes = isCount ? new Uint8Array(into) : viewOf(into);
    const file = this.#opened();
    checkRange(offset, bytes.length);
    // What was never written lies behind the end of the file.
    bytes.fill(erased);
    const there = Math.min(bytes.length, file.status().size - offset);
    if (there > 0) bytes.set(new Uint8Array(file.read(there, offset)));
    return isCount ? (bytes.buffer as ArrayBuffer) : bytes.length;
  }

  write(buffer: ArrayBuffer | Uint8Array, offset: number): void {
    const bytes = viewOf(buffer);
    const present = new Uint8Array(bytes.length);
    this.#writable();
    this.read(present, offset);
    for (let index = 0; index < bytes.length; index++)
      present[index] = (present[index] ?? erased) & (bytes[index] ?? erased);
    this.#write(offset, present);
  }

  /** From block `start` up to `end`, which stays; one block where `end` is absent. */
  eraseBlock(start: number, end = start + 1): void {
    this.#writable();
    checkRange(start * blockLength, (end - start) * blockLength);
    this.#write(start * blockLength, new Uint8Array((end - start) * blockLength).fill(erased));
  }

  status(): { size: number; blockLength: number; blocks: number } {
    this.#opened();
    return { size: blockLength * blocks, blockLength, blocks };
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #write(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    const file = this.#opened();
    const { size } = file.status();
    if (size < offset) file.write(new Uint8Array(offset - size).fill(erased).buffer, size);
    file.write(bytes.buffer, offset);
    file.flush();
  }

  #writable(): void {
    if (!this.#mayWrite) throw new Error("flash: the partition was opened for reading");
  }

  #opened(): File {
    if (this.#file === undefined) throw new Error("flash: the partition is closed");
    return this.#file;
  }
}

function viewOf(buffer: ArrayBuffer | Uint8Array): Uint8Array {
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : buffer;
}

function checkRange(offset: number, length: number): void {
  const size = blockLength * blocks;
  if (!(Number.isInteger(offset) && offset >= 0 && length >= 0 && offset + length <= size))
    throw new RangeError(`flash: ${length} bytes at ${offset} lie outside ${size}`);
}

export default {
  /** Opens the one partition, `outbox`; its file is made on first use. Throws where the name is another. */
  open({ path, mode = "r+" }: Options): FlashStorage {
    if (path !== partition) throw new Error("can't find partition");
    const directory = flash();
    try {
      return new FlashStorage(directory, mode === "r+");
    } catch {
      directory.openFile({ path: fileName, mode: "w+" }).close();
      return new FlashStorage(directory, mode === "r+");
    }
  },
  /** Names of the partitions. */
  *[Symbol.iterator](): Generator<string> {
    yield partition;
  },
};
