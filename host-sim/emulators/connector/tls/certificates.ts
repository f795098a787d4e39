import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { x509 } from "./certificate-library.js";
import { issueCertificate } from "./issuing.js";
import { ECDSA, type KeyPair } from "./keys.js";

export type { KeyPair };

const AUTHORITY_DAYS = 3650;
/** Clients of browsers' rules refuse leaves that live longer. */
export const MAX_SERVER_CERTIFICATE_DAYS = 397;

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
  const { cert, key } = await issueCertificate({
    commonName: options.name ?? `Bowline emulator CA ${randomBytes(4).toString("hex")}`,
    algorithm: ECDSA,
    issuer,
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    days: AUTHORITY_DAYS,
    extensions: async ({ subject }) => [
      new x509.BasicConstraintsExtension(true, intermediates, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(subject),
    ],
  });
  return { cert: cert + (issuer?.cert ?? ""), key };
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
  const { ca, names } = options;
  const { cert, key } = await issueCertificate({
    commonName: names[0],
    algorithm: ECDSA,
    issuer: ca,
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    days: MAX_SERVER_CERTIFICATE_DAYS,
    extensions: async ({ subject, issuer }) => [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(subject),
    ],
  });
  return { cert: cert + ca.cert, key };
}

/** The DER form of the first certificate in a PEM text, as boards want their roots. */
export function derOf(pem: string): Uint8Array {
  return new Uint8Array(new x509.X509Certificate(pem).rawData);
}
