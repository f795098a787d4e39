import { createPrivateKey, randomBytes, webcrypto } from "node:crypto";

/** A certificate and its key, both PEM; the key is PKCS #8. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** ECDSA P-256 with SHA-256: the key type every client of the spec verifies, and small enough for a board. */
export const ECDSA = Object.freeze({ name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" });

/** RSA of 2048 bits with SHA-256: the only client keys that the boards' TLS library has. */
export const RSA = Object.freeze({
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
  hash: "SHA-256",
});

export type KeyAlgorithm = typeof ECDSA | typeof RSA;

export function generateKeys(algorithm: KeyAlgorithm): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

/** 16 random bytes; a first byte between 1 and 127 keeps the number positive and of fixed length. */
export function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x01, 0);
  return bytes.toString("hex");
}

export async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" })
    .toString();
}

/** The key of an authority, to sign with. */
export async function importSigningKey(
  pem: string,
): Promise<{ readonly key: webcrypto.CryptoKey; readonly algorithm: KeyAlgorithm }> {
  const key = createPrivateKey(pem);
  const algorithm = key.asymmetricKeyType === "rsa" ? RSA : ECDSA;
  const der = key.export({ format: "der", type: "pkcs8" });
  return { key: await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]), algorithm };
}

export function pemOf(certificate: { toString(format: "pem"): string }): string {
  return `${certificate.toString("pem").trim()}\n`;
}
