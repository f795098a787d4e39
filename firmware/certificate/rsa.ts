import { DERError, DERReader, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, sameBytes } from "./der.js";

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
  const outer = new DERReader(pkcs8);
  const parts = outer.into(SEQUENCE);
  outer.end();
  if (parts.next().tag === SEQUENCE)
    throw new DERError("it is encrypted, and nobody is there to type a password");
  // Bare keys of the tools of before: PKCS#1 goes on with the modulus, SEC 1 with the octets of an elliptic curve's key.
  if (parts.tag === INTEGER) throw new DERError("it is PKCS#1, not PKCS#8");
  if (parts.tag === OCTET_STRING) throw new DERError("it is of an elliptic curve and not PKCS#8");
  checkAlgorithm(parts);
  const key = parts.into(OCTET_STRING).into(SEQUENCE);
  key.next(INTEGER); // its version
  return publicIntegers(key);
}

/** Throws a DERError where the AlgorithmIdentifier that comes next is not that of RSA keys. */
export function checkAlgorithm(parts: DERReader): void {
  if (!sameBytes(parts.into(SEQUENCE).next(OBJECT_IDENTIFIER).content, rsaEncryption))
    throw new DERError("the key is not RSA; the TLS of boards signs with RSA keys only");
}

/** The two integers with which a public key begins, and a private one after its version. */
export function publicIntegers(key: DERReader): RSAPublicKey {
  return { modulus: key.next(INTEGER).content, exponent: key.next(INTEGER).content };
}

export function isSameKey(a: RSAPublicKey, b: RSAPublicKey): boolean {
  return sameBytes(a.modulus, b.modulus) && sameBytes(a.exponent, b.exponent);
}
