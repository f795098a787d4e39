import type { Certificate } from "certificate/certificate";
import { DERError, DERReader, INTEGER, SEQUENCE } from "certificate/der";
import { type Scheme, schemeOf } from "certificate/signature-scheme";
import { Digest } from "crypt";
import ECDSA from "ecdsa";
import RSA from "rsa";
import X509 from "x509";

/** DER of a DigestInfo up to the hash itself (RFC 8017, section 9.2, note 1). */
const digestInfo = Object.freeze({
  SHA256: "3031300d060960864801650304020105000420",
  SHA384: "3041300d060960864801650304020205000430",
  SHA512: "3051300d060960864801650304020305000440",
});

/** Bits; what is shorter counts as no key. */
const shortestModulus = 2048;

export function keyIn(certificate: Certificate): TLSPublicKey {
  return X509.decodeSPKI(certificate.bytes);
}

/** Whether the issuer's key signed the certificate, in a way that counts. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const scheme = schemeOf(certificate.algorithm);
  if (scheme === undefined) return false;
  return isSigned([certificate.signed.slice().buffer], certificate.signature, scheme, keyIn(issuer));
}

/** Whether `signature` was made over the parts of the message by the key's owner. A key of another kind than the scheme's: no. */
export function isSigned(
  message: readonly ArrayBuffer[],
  signature: Uint8Array,
  scheme: Scheme,
  key: TLSPublicKey,
): boolean {
  const digest = new Digest(scheme.hash);
  for (const part of message) digest.write(part);
  const hash = digest.close();
  if (scheme.key === "rsa") return isRSASigned(hash, signature, scheme, key);
  return isECDSASigned(hash, signature, key);
}

/** PKCS #1 v1.5: what the signature opens to must be the one correct encoding of the hash, byte for byte (RFC 8017, section 8.2.2). */
function isRSASigned(hash: ArrayBuffer, signature: Uint8Array, scheme: Scheme, key: TLSPublicKey): boolean {
  const { modulus, exponent } = key;
  if (modulus === undefined || exponent === undefined) return false;
  const size = Math.ceil(modulus.toString(16).length / 2);
  if (modulus >> BigInt(shortestModulus - 1) === 0n || exponent < 3n) return false;
  const value = bigIntOf(signature);
  if (signature.byteLength !== size || value >= modulus) return false;
  const ending = new Uint8Array(hash).toHex();
  const info = digestInfo[scheme.hash] + ending;
  const padding = "ff".repeat(size - 3 - info.length / 2);
  return new RSA(exponent, modulus).process(value) === BigInt(`0x0001${padding}00${info}`);
}

function isECDSASigned(hash: ArrayBuffer, signature: Uint8Array, { pub, curve }: TLSPublicKey): boolean {
  if (pub === undefined || curve === undefined) return false;
  const size = curve.orderSize;
  const both = integersIn(signature, size, curve.n);
  // A hash longer than the order counts with its leftmost bits (FIPS 186-4, section 6.4).
  return both !== undefined && new ECDSA(pub, curve).verify(hash.slice(0, size), both.buffer);
}

/** r and s out of `SEQUENCE { r, s }`, each as long as the order; undefined where they are none of the curve's. */
function integersIn(signature: Uint8Array, size: number, order: bigint): Uint8Array<ArrayBuffer> | undefined {
  const both = new Uint8Array(2 * size);
  try {
    const outer = new DERReader(signature);
    const pair = outer.into(SEQUENCE);
    outer.end();
    for (const end of [size, 2 * size]) {
      const { content } = pair.next(INTEGER);
      const value = bigIntOf(content);
      if ((content[0] ?? 0x80) >= 0x80 || value < 1n || value >= order) return undefined;
      const bytes = content.subarray(content.findIndex((byte) => byte !== 0));
      both.set(bytes, end - bytes.byteLength);
    }
    pair.end();
    return both;
  } catch (error) {
    if (error instanceof DERError) return undefined; // no signature at all
    throw error;
  }
}

function bigIntOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${bytes.toHex()}`);
}
