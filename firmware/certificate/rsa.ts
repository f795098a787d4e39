import {
  contentOf,
  DERError,
  type DERValue,
  INTEGER,
  inside,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  SEQUENCE,
  sameBytes,
  valuesIn,
} from "./der.js";

/** 1.2.840.113549.1.1.1, rsaEncryption. */
const rsaEncryption = Object.freeze([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);

/** Modulus and public exponent, as the integers stand in DER. */
export interface RSAPublicKey {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

/**
 * The public half of an RSA private key in PKCS#8, unencrypted: `SEQUENCE { 0, SEQUENCE { rsaEncryption, … }, OCTET STRING { RSAPrivateKey } }`.
 * Throws a DERError that says what it is instead, as far as that can be told.
 */
export function publicKeyOf(pkcs8: Uint8Array): RSAPublicKey {
  const [outer, ...more] = valuesIn(pkcs8);
  if (more.length > 0) throw new DERError("bytes after the key");
  const [version, algorithm, wrapped] = inside(outer, SEQUENCE);
  if (version?.tag === SEQUENCE)
    throw new DERError("it is encrypted, and nobody is there to type a password");
  // Bare keys of the tools of before: PKCS#1 goes on with the modulus, SEC 1 with the octets of an elliptic curve's key.
  if (algorithm?.tag === INTEGER) throw new DERError("it is PKCS#1, not PKCS#8");
  if (algorithm?.tag === OCTET_STRING) throw new DERError("it is of an elliptic curve and not PKCS#8");
  checkAlgorithm(algorithm);
  const [key] = valuesIn(contentOf(wrapped, OCTET_STRING));
  const [, modulus, exponent] = inside(key, SEQUENCE);
  return { modulus: contentOf(modulus, INTEGER), exponent: contentOf(exponent, INTEGER) };
}

/** Throws a DERError where an AlgorithmIdentifier is not that of RSA keys. */
export function checkAlgorithm(algorithm: DERValue | undefined): void {
  const [identifier] = inside(algorithm, SEQUENCE);
  if (!sameBytes(contentOf(identifier, OBJECT_IDENTIFIER), rsaEncryption))
    throw new DERError("the key is not RSA; the TLS of boards signs with RSA keys only");
}

export function isSameKey(a: RSAPublicKey, b: RSAPublicKey): boolean {
  return sameBytes(a.modulus, b.modulus) && sameBytes(a.exponent, b.exponent);
}
