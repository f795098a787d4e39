import type { Directory, File } from "embedded:storage/files";
import { flash } from "platform/state";
import type { FlashRegion } from "../../../firmware/ports/flash.js";

const name = "outbox.flash";
const blockSize = 4096;
const blocks = 128;
const erased = 0xff;

/** The outbox's flash as a file beside what else the device stored: NOR flash, which programming only clears and erasing only sets. */
class FlashFile implements FlashRegion {
  readonly blockSize = blockSize;
  readonly blocks = blocks;
  #file: File;

  constructor(directory: Directory) {
    this.#file = directory.openFile({ path: name, mode: "r+" });
  }

  read(offset: number, into: Uint8Array): void {
    this.#check(offset, into.length);
    // What was never written lies behind the end of the file.
    into.fill(erased);
    const there = Math.min(into.length, this.#file.status().size - offset);
    if (there > 0) into.set(new Uint8Array(this.#file.read(there, offset)));
  }

  program(offset: number, bytes: Uint8Array): void {
    const present = new Uint8Array(bytes.length);
    this.read(offset, present);
    for (let index = 0; index < bytes.length; index++)
      present[index] = (present[index] ?? erased) & (bytes[index] ?? erased);
    this.#write(offset, present);
  }

  erase(block: number): void {
    this.#check(block * blockSize, blockSize);
    this.#write(block * blockSize, new Uint8Array(blockSize).fill(erased));
  }

  #write(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    const { size } = this.#file.status();
    if (size < offset) this.#file.write(new Uint8Array(offset - size).fill(erased).buffer, size);
    this.#file.write(bytes.buffer, offset);
    this.#file.flush();
  }

  #check(offset: number, length: number): void {
    const size = blockSize * blocks;
    if (!(Number.isInteger(offset) && offset >= 0 && offset + length <= size))
      throw new RangeError(`flash: ${length} bytes at ${offset} lie outside ${size}`);
  }
}

/** Made on first use. */
export function outboxFile(): FlashRegion {
  const directory = flash();
  try {
    return new FlashFile(directory);
  } catch {
    directory.openFile({ path: name, mode: "w+" }).close();
    return new FlashFile(directory);
  }
}
