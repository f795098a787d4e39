import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { FlashRegion } from "../../../firmware/ports/flash.js";

export interface FlashFileOptions {
  /** The file; made when something is written for the first time. */
  readonly path: string;
  /** Bytes; 4,096 where absent. */
  readonly blockSize?: number;
  readonly blocks: number;
}

const erased = 0xff;

/**
 * NOR flash in a file: what was never written is all ones, programming only clears bits. It is what the flash of a simulated device was
 * when its power went, because nothing is held back here; that this computer may lose power is another story.
 */
export class FlashFile implements FlashRegion {
  readonly blockSize: number;
  readonly blocks: number;
  #path: string;

  constructor({ path, blockSize = 4096, blocks }: FlashFileOptions) {
    this.#path = path;
    this.blockSize = blockSize;
    this.blocks = blocks;
  }

  read(offset: number, into: Uint8Array): void {
    this.#check(offset, into.length);
    into.fill(erased);
    const file = this.#opened("r");
    if (file === undefined) return;
    try {
      readSync(file, into, 0, into.length, offset);
    } finally {
      closeSync(file);
    }
  }

  program(offset: number, bytes: Uint8Array): void {
    const present = new Uint8Array(bytes.length);
    this.read(offset, present);
    this.#write(
      offset,
      present.map((byte, index) => byte & (bytes[index] ?? erased)),
    );
  }

  erase(block: number): void {
    if (!(Number.isInteger(block) && block >= 0 && block < this.blocks))
      throw new RangeError(`flash: block ${block} is none of 0 to ${this.blocks - 1}`);
    this.#write(block * this.blockSize, new Uint8Array(this.blockSize).fill(erased));
  }

  #write(offset: number, bytes: Uint8Array): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    const file = this.#opened("r+") ?? openSync(this.#path, "wx+", 0o600);
    try {
      const { size } = fstatSync(file);
      // A hole in a file would read as zeros.
      if (size < offset) writeSync(file, new Uint8Array(offset - size).fill(erased), 0, offset - size, size);
      writeSync(file, bytes, 0, bytes.length, offset);
    } finally {
      closeSync(file);
    }
  }

  #opened(flags: "r" | "r+"): number | undefined {
    try {
      return openSync(this.#path, flags);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  #check(offset: number, length: number): void {
    const size = this.blockSize * this.blocks;
    if (!(Number.isInteger(offset) && offset >= 0 && offset + length <= size))
      throw new RangeError(`flash: ${length} bytes at ${offset} lie outside ${size}`);
  }
}
