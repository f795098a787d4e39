import { fromBase64, toBase64 } from "../storage/base64.js";
import { Secret } from "../storage/secret.js";
import { Certificate } from "./certificate.js";
import { DERReader, SEQUENCE } from "./der.js";
import { type OwnCertificate, readOwnCertificate } from "./own-certificate.js";
import { blocksIn, type PEMBlock, PEMError } from "./pem.js";
import { isSameKey, publicKeyOf } from "./rsa.js";

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
 * Checks that a TLS client can use the pair and tells whose it is: the common name is the device's identity (CN-PROV-4). Here and not at
 * the login, where TLS would fail without a word that helps. Throws a CertificateError.
 */
export function ownCertificateIn({ chain, key }: CertificatePair): OwnCertificate {
  const own = read("certificate", "openssl x509 -outform DER", chain, () => {
    const [first, ...others] = certificatesIn(chain);
    for (const other of others) new Certificate(new Uint8Array(other));
    return readOwnCertificate(new Uint8Array(first ?? new ArrayBuffer(0)));
  });
  const publicKey = read("key", "openssl pkcs8 -topk8 -nocrypt -outform DER", key, () => publicKeyOf(key));
  if (!isSameKey(own.key, publicKey))
    throw new CertificateError(
      "key: it is not the one of the certificate; bring the two that were made together",
    );
  return own;
}

/** The certificates of a chain, own first, each in a buffer of its own as TLS takes them. Throws a DERError. */
export function certificatesIn(chain: Uint8Array): ArrayBuffer[] {
  const reader = new DERReader(chain);
  const certificates: ArrayBuffer[] = [];
  while (!reader.atEnd) certificates.push(Uint8Array.from(reader.next(SEQUENCE).whole).buffer);
  return certificates;
}

/**
 * The pair in what a person brings: PEM with the certificates, own first, and the key, in one text. Throws a CertificateError; whether the
 * two can be used is for `ownCertificateIn` to say.
 */
export function pairIn(text: string): CertificatePair {
  const blocks = ((): PEMBlock[] => {
    try {
      return blocksIn(text);
    } catch (error) {
      if (error instanceof PEMError) throw new CertificateError(error.message);
      throw error;
    }
  })();
  const certificates = blocks.filter(({ label }) => label === "CERTIFICATE");
  const keys = blocks.filter(({ label }) => label.endsWith("PRIVATE KEY"));
  const [key, ...more] = keys;
  if (certificates.length === 0)
    throw new CertificateError('certificate: no "-----BEGIN CERTIFICATE-----" in it');
  if (key === undefined || more.length > 0)
    throw new CertificateError(`key: one is needed, ${keys.length} found; "-----BEGIN PRIVATE KEY-----"`);
  return { chain: Uint8Array.from(certificates.flatMap(({ bytes }) => [...bytes])), key: key.bytes };
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
