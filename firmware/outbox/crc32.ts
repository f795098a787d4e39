/** CRC-32 of each byte. The linker puts it into ROM as it is after the module has run. */
const table: readonly number[] = Object.freeze(Array.from({ length: 256 }, (_, byte) => crcOf(byte)));

/**
 * CRC-32 as in Ethernet and zlib (polynomial 0x04c11db7 reflected), of the bytes from `start` up to `end`. It finds every burst of up
 * to 32 bits and every odd number of them. Another `seed` (0 is the usual one) makes another check of the same bytes.
 */
export function crc32(bytes: DataView, start: number, end: number, seed = 0): number {
  let crc = ~seed;
  let at = start;
  // Four bytes at a time: on XS to fetch one takes as long as to work with it.
  for (; at + 4 <= end; at += 4) {
    crc ^= bytes.getInt32(at, true);
    crc = (crc >>> 8) ^ (table[crc & 0xff] ?? 0);
    crc = (crc >>> 8) ^ (table[crc & 0xff] ?? 0);
    crc = (crc >>> 8) ^ (table[crc & 0xff] ?? 0);
    crc = (crc >>> 8) ^ (table[crc & 0xff] ?? 0);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (table[(crc ^ bytes.getUint8(at)) & 0xff] ?? 0);
  return ~crc >>> 0;
}

function crcOf(byte: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  return crc;
}
