import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { x509 } from "./certificate-library.js";
import {
  ECDSA,
  exportKey,
  generateKeys,
  importSigningKey,
  type KeyPair,
  newSerialNumber,
  pemOf,
} from "./keys.js";

export type { KeyPair };

const DAY = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
/** Clients of browsers' rules refuse leaves that live longer. */
export const MAX_SERVER_CERTIFICATE_DAYS = 397;
/** Clients whose clock is a little slow must not find the certificate in the future. */
const CLOCK_TOLERANCE = DAY;

export interface AuthorityOptions {
  /** Common name; default: a name with a random part, so that two authorities are never mistaken for one. */
  readonly name?: string;
  readonly notBefore?: Date;
  /** Default: ten years after `notBefore`. */
  readonly notAfter?: Date;
  /** The authority above it; without one it is a root. */
  readonly issuer?: KeyPair;
  /** How many authorities may stand between it and a server's certificate. Default 0. */
  readonly intermediates?: number;
}

/**
 * Creates a certificate authority.
 * @returns `cert` holds it followed by those above it, so that chains of any length can be built (CN-TLS-5).
 */
export async function createAuthority(options: AuthorityOptions = {}): Promise<KeyPair> {
  const { issuer, intermediates = 0 } = options;
  const keys = await generateKeys(ECDSA);
  const signer =
    issuer === undefined ? { key: keys.privateKey, algorithm: ECDSA } : await importSigningKey(issuer.key);
  const subject = [{ CN: [options.name ?? `Bowline emulator CA ${randomBytes(4).toString("hex")}`] }];
  const notBefore = options.notBefore ?? new Date(Date.now() - CLOCK_TOLERANCE);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject,
    issuer: issuer === undefined ? subject : new x509.X509Certificate(issuer.cert).subject,
    notBefore,
    notAfter: options.notAfter ?? new Date(notBefore.getTime() + AUTHORITY_DAYS * DAY),
    signingAlgorithm: signer.algorithm,
    publicKey: keys.publicKey,
    signingKey: signer.key,
    extensions: [
      new x509.BasicConstraintsExtension(true, intermediates, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pemOf(certificate) + (issuer?.cert ?? ""), key: await exportKey(keys.privateKey) };
}

export interface ServerCertificateOptions {
  readonly ca: KeyPair;
  /** DNS names or IP addresses, at least one; the first is also the common name. */
  readonly names: readonly [string, ...string[]];
  readonly notBefore?: Date;
  /** Default: 397 days after `notBefore`. */
  readonly notAfter?: Date;
}

/**
 * Issues a server certificate. Dates, names and authority are the caller's: tests make the expired, the misnamed
 * and the untrusted ones here too.
 * @returns `cert` holds the leaf followed by its authority, the chain a server has to send.
 */
export async function issueServerCertificate(options: ServerCertificateOptions): Promise<KeyPair> {
  const authority = new x509.X509Certificate(options.ca.cert);
  const signer = await importSigningKey(options.ca.key);
  const keys = await generateKeys(ECDSA);
  const notBefore = options.notBefore ?? new Date(Date.now() - CLOCK_TOLERANCE);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: [{ CN: [options.names[0]] }],
    issuer: authority.subject,
    notBefore,
    notAfter: options.notAfter ?? new Date(notBefore.getTime() + MAX_SERVER_CERTIFICATE_DAYS * DAY),
    signingAlgorithm: signer.algorithm,
    publicKey: keys.publicKey,
    signingKey: signer.key,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        options.names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pemOf(certificate) + options.ca.cert, key: await exportKey(keys.privateKey) };
}

/** The DER form of the first certificate in a PEM text, as boards want their roots. */
export function derOf(pem: string): Uint8Array {
  return new Uint8Array(new x509.X509Certificate(pem).rawData);
}
