import type { FlashRegion } from "../ports/flash.js";

/** An opened partition, as the SDK's `embedded:storage/flash` hands it out. */
export interface OpenedPartition {
  read(into: Uint8Array, offset: number): unknown;
  write(bytes: Uint8Array, offset: number): void;
  eraseBlock(block: number): void;
  status(): { readonly blockLength: number; readonly blocks: number };
}

/** A partition of raw flash as a region. The platform writes to the flash before each call returns, and throws where that fails. */
export class FlashPartition implements FlashRegion {
  readonly blockSize: number;
  readonly blocks: number;
  #opened: OpenedPartition;

  constructor(opened: OpenedPartition) {
    const { blockLength, blocks } = opened.status();
    this.blockSize = blockLength;
    this.blocks = blocks;
    this.#opened = opened;
  }

  read(offset: number, into: Uint8Array): void {
    this.#check(offset, into.length);
    this.#opened.read(into, offset);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.#check(offset, bytes.length);
    this.#opened.write(bytes, offset);
  }

  erase(block: number): void {
    this.#check(block * this.blockSize, this.blockSize);
    this.#opened.eraseBlock(block);
  }

  /** The platform takes numbers modulo 2^32 and would come to another place. */
  #check(offset: number, length: number): void {
    const size = this.blockSize * this.blocks;
    if (!(Number.isInteger(offset) && offset >= 0 && offset + length <= size))
      throw new RangeError(`flash: ${length} bytes at ${offset} lie outside ${size}`);
  }
}
