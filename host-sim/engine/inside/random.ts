/**
 * A generator (xoshiro128**, Blackman and Vigna 2018) seeded by the host, because XS's own is never seeded and gives every
 * device the same numbers. Good for jitter and identifiers, not for keys.
 */
export function seededRandom(seed: readonly number[]): () => number {
  let [a = 1, b = 2, c = 3, d = 4] = seed;
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result / 0x1_0000_0000;
  };
}

function rotate(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}
