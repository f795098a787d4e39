import { constants, deflateSync, inflateSync } from "node:zlib";

/** A piece of a compressed file. */
export interface CompressedBlock {
  readonly bytes: Uint8Array;
  /** Bytes of the file that it adds to those before it: what the board will have to write. */
  readonly plainSize: number;
}

/**
 * Compresses a file and cuts it into blocks for the loader. What each adds is found by inflating again what has been sent by then,
 * which takes a millisecond; a decoder that stops at each byte, as esptool-js has one, takes seconds for a firmware.
 */
export function compressedBlocks(
  file: Uint8Array,
  blockSize: number,
): { readonly compressedSize: number; readonly blocks: readonly CompressedBlock[] } {
  const compressed = deflateSync(file, { level: constants.Z_BEST_COMPRESSION });
  const blocks: CompressedBlock[] = [];
  let before = 0;
  for (let start = 0; start < compressed.length; start += blockSize) {
    const end = Math.min(start + blockSize, compressed.length);
    const sent = compressed.subarray(0, end);
    const plain = inflateSync(sent, { finishFlush: constants.Z_SYNC_FLUSH }).length;
    blocks.push({ bytes: compressed.subarray(start, end), plainSize: plain - before });
    before = plain;
  }
  return { compressedSize: compressed.length, blocks };
}
