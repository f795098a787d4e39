/** CRC-32 of four bits each; sixteen numbers go into ROM, where 256 would buy little time. */
const table: readonly number[] = Object.freeze([
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320,
  0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
]);

/**
 * CRC-32 as in Ethernet and zlib (polynomial 0x04c11db7 reflected), of the bytes from `start` up to `end`. It finds every burst of up
 * to 32 bits and every odd number of them. Another `seed` (0 is the usual one) makes another check of the same bytes.
 */
export function crc32(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  let crc = ~seed;
  for (let at = start; at < end; at++) {
    crc ^= bytes[at] ?? 0;
    crc = (crc >>> 4) ^ (table[crc & 15] ?? 0);
    crc = (crc >>> 4) ^ (table[crc & 15] ?? 0);
  }
  return ~crc >>> 0;
}
