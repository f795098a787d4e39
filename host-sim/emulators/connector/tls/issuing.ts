import type { webcrypto } from "node:crypto";
import { x509 } from "./certificate-library.js";
import {
  exportKey,
  generateKeys,
  importSigningKey,
  type KeyAlgorithm,
  type KeyPair,
  newSerialNumber,
  pemOf,
} from "./keys.js";

const DAY = 24 * 60 * 60 * 1000;

/** What the subject of a certificate and its signer bring to its extensions. */
export interface CertificateKeys {
  readonly subject: webcrypto.CryptoKey;
  /** Of the certificate that signs; the subject's own where it signs itself. */
  readonly issuer: webcrypto.CryptoKey | x509.PublicKey;
}

export interface IssueOptions {
  readonly commonName: string;
  readonly algorithm: KeyAlgorithm;
  /** Who signs it; without one the certificate signs itself. */
  readonly issuer?: KeyPair | undefined;
  /** Default: yesterday, for clients whose clock is a little slow. */
  readonly notBefore?: Date | undefined;
  /** Default: `days` after `notBefore`. */
  readonly notAfter?: Date | undefined;
  readonly days: number;
  readonly extensions: (keys: CertificateKeys) => Promise<x509.Extension[]>;
}

/** Makes a key and a certificate for it; `cert` is that certificate alone. */
export async function issueCertificate(options: IssueOptions): Promise<KeyPair> {
  const { algorithm, issuer } = options;
  const keys = await generateKeys(algorithm);
  const signer =
    issuer === undefined ? { key: keys.privateKey, algorithm } : await importSigningKey(issuer.key);
  const authority = issuer === undefined ? undefined : new x509.X509Certificate(issuer.cert);
  const subject = [{ CN: [options.commonName] }];
  const notBefore = options.notBefore ?? new Date(Date.now() - DAY);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject,
    issuer: authority?.subject ?? subject,
    notBefore,
    notAfter: options.notAfter ?? new Date(notBefore.getTime() + options.days * DAY),
    signingAlgorithm: signer.algorithm,
    publicKey: keys.publicKey,
    signingKey: signer.key,
    extensions: await options.extensions({
      subject: keys.publicKey,
      issuer: authority?.publicKey ?? keys.publicKey,
    }),
  });
  return { cert: pemOf(certificate), key: await exportKey(keys.privateKey) };
}
