import { integerOf, modulo, power } from "./big-integer.js";

/** Bytes that nobody can guess. */
export type Entropy = (count: number) => Uint8Array;

/** Rounds of Miller-Rabin for a prime of 1,024 bits: an error of less than 2^-112 (FIPS 186-5, table B.1). */
const rounds = 5;
/** A candidate with a divisor below is not worth a round. */
const sieveLimit = 2000;
/** Candidates after one random start; then another is drawn. There is a prime among them nearly always. */
const span = 4096;

/**
 * A random prime of that many bits with its two highest set, so that a product of two has twice as many, and with `p - 1` prime to the
 * public exponent (FIPS 186-5, A.1.3). Yields often; takes some 50 rounds of Miller-Rabin.
 */
export function* searchPrime(bits: number, exponent: bigint, entropy: Entropy): Generator<undefined, bigint> {
  const sieve = smallPrimes();
  for (;;) {
    const start = integerOf(entropy(bits / 8)) | (3n << BigInt(bits - 2)) | 1n;
    const residues = sieve.map((prime) => Number(start % BigInt(prime)));
    yield;
    for (let offset = 0; offset < span; offset += 2) {
      if (sieve.some((prime, i) => ((residues[i] ?? 0) + offset) % prime === 0)) continue;
      const candidate = start + BigInt(offset);
      if (candidate >> BigInt(bits) !== 0n) break;
      if ((candidate - 1n) % exponent === 0n) continue;
      if (yield* isProbablyPrime(candidate, bits, entropy)) return candidate;
    }
  }
}

/** Miller-Rabin with random bases (FIPS 186-5, B.3.1). `candidate` is odd. */
export function* isProbablyPrime(
  candidate: bigint,
  bits: number,
  entropy: Entropy,
): Generator<undefined, boolean> {
  const before = candidate - 1n;
  let odd = before;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos += 1;
  }
  for (let round = 0; round < rounds; round++) {
    const base = 2n + modulo(integerOf(entropy(bits / 8)), candidate - 3n);
    let value = yield* power(base, odd, candidate);
    if (value === 1n || value === before) continue;
    for (let i = 1; i < twos && value !== before; i++) value = modulo(value * value, candidate);
    if (value !== before) return false;
  }
  return true;
}

/** Odd primes below the limit. Made for each search and let go: two kilobytes that the device needs once in its life. */
function smallPrimes(): number[] {
  const primes: number[] = [];
  for (let n = 3; n < sieveLimit; n += 2) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

// An object that comes with a generator function; nothing may be left to change in modules that are linked into ROM.
Object.freeze(searchPrime.prototype);
Object.freeze(isProbablyPrime.prototype);
