/** Arithmetic of RSA on whole numbers of any size, in steps: a generator yields whenever the work so far may be enough for one turn. */

/** The number whose bytes these are, most significant first. */
export function integerOf(bytes: Uint8Array): bigint {
  let hex = "0x0";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return BigInt(hex);
}

/** The bytes of a number that is not negative, most significant first, in as many bytes as `length` says or as it takes. */
export function bytesOf(value: bigint, length?: number): Uint8Array<ArrayBuffer> {
  let hex = value.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if (length !== undefined) hex = hex.padStart(2 * length, "0");
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.byteLength; at++)
    bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** Bits of the exponent that are worked off at a time. */
const windowBits = 4;

/**
 * `base` to the power of `exponent`, modulo `modulus`: from the left, four bits at a time (Knuth, TAOCP 4.6.3). Yields after each
 * window; the longest step is four squarings and a product. Takes as long as the exponent's length says, not its bits.
 */
export function* power(base: bigint, exponent: bigint, modulus: bigint): Generator<undefined, bigint> {
  const powers = [1n, base % modulus];
  for (let i = 2; i < 1 << windowBits; i++)
    powers.push(((powers[i - 1] ?? 1n) * (powers[1] ?? 1n)) % modulus);
  yield;
  const digits = exponent.toString(1 << windowBits);
  let result = 1n;
  for (const digit of digits) {
    for (let i = 0; i < windowBits; i++) result = modulo(result * result, modulus);
    result = modulo(result * (powers[Number.parseInt(digit, 1 << windowBits)] ?? 1n), modulus);
    yield;
  }
  return result;
}

/**
 * The rest of a division of numbers that are not negative. A division that changes nothing is left out: XS with metering, as in the
 * simulator, takes it for a negative amount of computation, and ends the program for an endless loop.
 */
export function modulo(value: bigint, modulus: bigint): bigint {
  return value < modulus ? value : value % modulus;
}

/** The inverse of a number modulo another that it has no divisor in common with (extended Euclid). */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [r, nextR] = [modulus, modulo(value, modulus)];
  let [t, nextT] = [0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR] = [nextR, r - quotient * nextR];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  if (r !== 1n) throw new RangeError("no inverse");
  return t < 0n ? t + modulus : t;
}

// An object that comes with a generator function; nothing may be left to change in modules that are linked into ROM.
Object.freeze(power.prototype);
