/**
 * How the journal lies in flash. A page is an erase block:
 *
 *     0                  header, 32 bytes (page-header.ts)
 *     32                 0 when the page has taken over what the one before knew: the anchor, and what was lost
 *     36                 seal, 12 bytes, written when the page is full
 *     48                 records, one behind the other, each at a multiple of 4 (record.ts)
 *     …                  free, all ones
 *     size - slots       one byte a reading, the first at the end: 0xff it waits, 0 the cloud has it
 *
 * All numbers are little endian.
 */
export const format = 1;
export const headerBytes = 32;
export const readyAt = 32;
export const sealAt = 36;
export const recordsAt = 48;
/** Records begin at multiples of this, so that the next one is found behind a damaged one. */
export const alignment = 4;

export function aligned(offset: number): number {
  return (offset + alignment - 1) & ~(alignment - 1);
}

/** Blocks that the journal can live in, bytes. */
export const smallestBlock = 1024;
export const largestBlock = 32_768;
/** One is written, one is free, and one is emptied into the first. */
export const fewestBlocks = 4;
/** The page table in memory has 4 bytes for each. */
export const mostBlocks = 4096;

/** Longest value in bytes that a reading may have in flash: any fits into a fresh page, whatever else has to be there. */
export function longestValue(blockSize: number): number {
  return blockSize / 2 - 128;
}

/**
 * Whether a byte that was all ones has been cleared, as a reading's is when the cloud has it. By majority, so that neither one that was cut while it was written nor a few
 * bits that rotted make an accepted reading disappear.
 */
export function isReleased(byte: number): boolean {
  if (byte === 0xff) return false;
  let ones = 0;
  for (let bits = byte; bits !== 0; bits &= bits - 1) ones += 1;
  return ones < 4;
}

/** Whether a number of 32 bits that counts and wraps around comes after another. */
export function isAfter(one: number, other: number): boolean {
  return ((one - other) | 0) > 0;
}

/** The same for the lower 16 bits of a boot count: the same run or a later one. */
export function isSameOrLaterBoot(one: number, other: number): boolean {
  return ((one - other) & 0xffff) < 0x8000;
}
