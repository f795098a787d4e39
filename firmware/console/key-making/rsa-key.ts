import { INTEGER, OCTET_STRING, SEQUENCE } from "../../certificate/der.js";
import { inverse, modulo } from "./big-integer.js";
import { der, derAlgorithm, derInteger } from "./der-writer.js";
import { type Entropy, searchPrime } from "./prime-search.js";

/** An RSA key with what makes its use quick (RFC 8017, section 3.2). */
export interface RSAKey {
  readonly n: bigint;
  readonly e: bigint;
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  readonly dP: bigint;
  readonly dQ: bigint;
  readonly qInv: bigint;
}

const publicExponent = 65_537n;
const modulusBits = 2048;

/** 1.2.840.113549.1.1.1 */
export const rsaEncryption = Object.freeze([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);

/** Makes a key of 2,048 bits, in steps: some 120 powers of 1,024 bits in the mean. */
export function* makeRSAKey(entropy: Entropy): Generator<undefined, RSAKey> {
  const bits = modulusBits / 2;
  const first = yield* searchPrime(bits, publicExponent, entropy);
  let second = first;
  // Primes that lie too close together give the modulus away (FIPS 186-5, A.1.1).
  while (distance(first, second) >> BigInt(bits - 100) === 0n)
    second = yield* searchPrime(bits, publicExponent, entropy);
  return keyOf(first, second);
}

/** The key of two primes. */
export function keyOf(first: bigint, second: bigint): RSAKey {
  const [p, q] = first > second ? [first, second] : [second, first];
  const d = inverse(publicExponent, ((p - 1n) * (q - 1n)) / greatestDivisor(p - 1n, q - 1n));
  return {
    n: p * q,
    e: publicExponent,
    d,
    p,
    q,
    dP: modulo(d, p - 1n),
    dQ: modulo(d, q - 1n),
    qInv: inverse(q, p),
  };
}

/** PKCS#8, DER, not encrypted (RFC 5958), the key within as in RFC 8017, appendix A.1.2. */
export function pkcs8Of({ n, e, d, p, q, dP, dQ, qInv }: RSAKey): Uint8Array<ArrayBuffer> {
  const version = der(INTEGER, Uint8Array.of(0));
  const key = der(SEQUENCE, version, ...[n, e, d, p, q, dP, dQ, qInv].map(derInteger));
  return der(SEQUENCE, version, derAlgorithm(rsaEncryption), der(OCTET_STRING, key));
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, modulo(x, y)];
  return x;
}

// An object that comes with a generator function; nothing may be left to change in modules that are linked into ROM.
Object.freeze(makeRSAKey.prototype);
