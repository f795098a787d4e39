import { fromBase64, toBase64 } from "../storage/base64.js";
import { Secret } from "../storage/secret.js";
import { SEQUENCE, valuesIn } from "./der.js";
import { isSameKey, publicKeyOf } from "./rsa.js";
import { contentOfCertificate } from "./x509.js";

/** Certificate and key as they come from outside. */
export interface CertificatePair {
  /** DER: the device's own certificate, then those between it and its authority, one behind the other. */
  readonly chain: Uint8Array<ArrayBuffer>;
  /** RSA, PKCS#8, DER, not encrypted. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** A pair that cannot be used; the message names the half, the problem and the way out. */
export class CertificateError extends Error {
  override name = "CertificateError";
}

/**
 * Checks that a TLS client can use the pair and tells the device's identity, the common name (CN-PROV-4). Here and not at the login, where
 * TLS would fail without a word that helps. Throws a CertificateError.
 */
export function identityIn({ chain, key }: CertificatePair): string {
  const content = read("certificate", "openssl x509 -outform DER", chain, () => {
    certificatesIn(chain);
    return contentOfCertificate(chain);
  });
  const publicKey = read("key", "openssl pkcs8 -topk8 -nocrypt -outform DER", key, () => publicKeyOf(key));
  if (!isSameKey(content.key, publicKey))
    throw new CertificateError(
      "key: it is not the one of the certificate; bring the two that were made together",
    );
  return content.commonName;
}

/** The certificates of a chain, own first, each in a buffer of its own as TLS takes them. Throws a DERError. */
export function certificatesIn(chain: Uint8Array): ArrayBuffer[] {
  return valuesIn(chain).map(({ tag, whole }) => {
    if (tag !== SEQUENCE) throw new CertificateError("certificate: it is no chain of certificates");
    return Uint8Array.from(whole).buffer;
  });
}

/** The pair as one text, for flash and for the way to the cloud's adapter, where it is the device's secret. */
export function toSecret({ chain, key }: CertificatePair): Secret {
  return new Secret(`${toBase64(chain)} ${toBase64(key)}`);
}

/** The pair in what `toSecret` made; undefined for any other text. */
export function fromSecret(secret: Secret): CertificatePair | undefined {
  const [first = "", second = "", ...more] = secret.reveal().split(" ");
  const chain = fromBase64(first);
  const key = fromBase64(second);
  if (chain === undefined || key === undefined || more.length > 0) return undefined;
  return chain.byteLength > 0 && key.byteLength > 0 ? { chain, key } : undefined;
}

function read<T>(half: string, wayOut: string, bytes: Uint8Array, reading: () => T): T {
  const dash = 0x2d;
  if (bytes[0] === dash)
    throw new CertificateError(`${half}: it is PEM, not DER; convert it with "${wayOut}"`);
  try {
    return reading();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CertificateError(`${half}: ${problem}; needed is what "${wayOut}" makes of an RSA key`);
  }
}
