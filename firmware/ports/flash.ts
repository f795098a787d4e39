/**
 * A region of NOR flash that belongs to one user: a raw partition on a board, a file on a computer.
 *
 * Promises: `erase` sets every bit of a block; `program` only clears bits, so a byte becomes `old & new`, and programming one twice
 * clears more of it and restores nothing; both return when the flash has finished. After a power cut during either, every bit that
 * the operation may change holds its old value or its new one, each by itself; nothing else has changed. All throw where flash
 * fails or an argument lies outside the region.
 */
export interface FlashRegion {
  /** Bytes that are erased together, a power of two; 4,096 on the ESP32. */
  readonly blockSize: number;
  /** Number of blocks in the region. */
  readonly blocks: number;
  /** Fills `into` from `offset`, bytes from the beginning of the region. */
  read(offset: number, into: Uint8Array): void;
  program(offset: number, bytes: Uint8Array): void;
  /** `block` is 0 to `blocks` - 1. Takes some 50 ms on a real chip. */
  erase(block: number): void;
}
