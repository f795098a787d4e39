import type { Certificate } from "certificate/certificate";
import { DERReader, INTEGER, SEQUENCE } from "certificate/der";
import { Digest } from "crypt";
import ECDSA from "ecdsa";
import RSA from "rsa";
import X509 from "x509";

/** How something was signed. SHA-1 and older are missing on purpose. */
export interface Scheme {
  readonly key: "rsa" | "ecdsa";
  readonly hash: "SHA256" | "SHA384" | "SHA512";
}

/** By object identifier, content in hex. */
const schemes: Readonly<Record<string, Scheme>> = Object.freeze(
  {
    "2a864886f70d01010b": { key: "rsa", hash: "SHA256" },
    "2a864886f70d01010c": { key: "rsa", hash: "SHA384" },
    "2a864886f70d01010d": { key: "rsa", hash: "SHA512" },
    "2a8648ce3d040302": { key: "ecdsa", hash: "SHA256" },
    "2a8648ce3d040303": { key: "ecdsa", hash: "SHA384" },
    "2a8648ce3d040304": { key: "ecdsa", hash: "SHA512" },
  },
  true,
);

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

/** Whether the issuer's key signed the certificate, in one of the ways above. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const scheme = schemes[certificate.algorithm];
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
  const outer = new DERReader(signature);
  const pair = outer.into(SEQUENCE);
  outer.end();
  const size = curve.orderSize;
  const both = new Uint8Array(2 * size);
  for (const end of [size, 2 * size]) {
    const { content } = pair.next(INTEGER);
    const value = bigIntOf(content);
    if ((content[0] ?? 0x80) >= 0x80 || value < 1n || value >= curve.n) return false;
    const bytes = content.subarray(content.findIndex((byte) => byte !== 0));
    both.set(bytes, end - bytes.byteLength);
  }
  pair.end();
  // A hash longer than the order counts with its leftmost bits (FIPS 186-4, section 6.4).
  return new ECDSA(pub, curve).verify(hash.slice(0, size), both.buffer);
}

function bigIntOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${bytes.toHex()}`);
}
