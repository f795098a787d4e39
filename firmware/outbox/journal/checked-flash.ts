import type { FlashRegion } from "../../ports/flash.js";
import { isReleased } from "./layout.js";

/** Bytes that are read at a time to look at what is there. */
const piece = 64;

/** A flash region whose every write is read back. Worn flash may fail with an exception or without; both are told by the result. */
export class CheckedFlash {
  readonly region: FlashRegion;
  #piece = new Uint8Array(piece);

  constructor(region: FlashRegion) {
    this.region = region;
  }

  /** Whether flash holds the bytes now. Where it does not, some of them may be there. */
  program(at: number, bytes: Uint8Array): boolean {
    try {
      this.region.program(at, bytes);
    } catch {
      // What counts is what is there: a write that failed at its very end is one that succeeded.
    }
    return this.#every(at, bytes.length, (index, byte) => byte === bytes[index]) < 0;
  }

  /** Whether the bytes that are 0 here count as cleared there now; the others, all ones, stay what they are. Tried twice. */
  clear(at: number, bytes: Uint8Array): boolean {
    const isCleared = (): boolean =>
      this.#every(at, bytes.length, (index, byte) => bytes[index] !== 0 || isReleased(byte)) < 0;
    for (let tries = 0; tries < 2; tries++) {
      try {
        this.region.program(at, bytes);
      } catch {
        // As above.
      }
      if (isCleared()) return true;
    }
    return false;
  }

  /** Whether the block is all ones now. */
  erase(block: number): boolean {
    const { region } = this;
    try {
      region.erase(block);
    } catch {
      // As above.
    }
    return this.firstUsed(block * region.blockSize, region.blockSize) < 0;
  }

  /** Index of the first byte that is not all ones, or -1. Throws where flash cannot be read. */
  firstUsed(at: number, length: number): number {
    return this.#every(at, length, (_index, byte) => byte === 0xff);
  }

  /** Index of the first byte that `holds` does not hold for, or -1. */
  #every(at: number, length: number, holds: (index: number, byte: number) => boolean): number {
    for (let start = 0; start < length; start += piece) {
      const count = Math.min(piece, length - start);
      const bytes = count === piece ? this.#piece : this.#piece.subarray(0, count);
      this.region.read(at + start, bytes);
      for (let index = 0; index < count; index++)
        if (!holds(start + index, bytes[index] ?? 0)) return start + index;
    }
    return -1;
  }
}
