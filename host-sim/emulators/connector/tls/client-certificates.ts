import { x509 } from "./certificate-library.js";
import {
  ECDSA,
  exportKey,
  generateKeys,
  importSigningKey,
  type KeyPair,
  newSerialNumber,
  pemOf,
  RSA,
} from "./keys.js";

const DAY = 24 * 60 * 60 * 1000;
const DAYS = 3650;

export interface ClientCertificateOptions {
  /** The common name (CN-PROV-4). */
  readonly deviceId: string;
  /** The authority of the Connector's PKI; without one the certificate is self-signed. */
  readonly ca?: KeyPair;
  /** Default `rsa`, which is what boards can use. */
  readonly keys?: "rsa" | "ecdsa";
  /** Default: yesterday, for devices whose clock is a little slow. */
  readonly notBefore?: Date;
  /** Default: ten years after `notBefore`. */
  readonly notAfter?: Date;
}

/** Issues the certificate that a device activates and logs in with (CN-PROV-4). */
export async function issueClientCertificate(options: ClientCertificateOptions): Promise<KeyPair> {
  const { deviceId, ca } = options;
  const algorithm = options.keys === "ecdsa" ? ECDSA : RSA;
  const keys = await generateKeys(algorithm);
  const signer = ca === undefined ? { key: keys.privateKey, algorithm } : await importSigningKey(ca.key);
  const subject = [{ CN: [deviceId] }];
  const notBefore = options.notBefore ?? new Date(Date.now() - DAY);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject,
    issuer: ca === undefined ? subject : new x509.X509Certificate(ca.cert).subject,
    notBefore,
    notAfter: options.notAfter ?? new Date(notBefore.getTime() + DAYS * DAY),
    signingAlgorithm: signer.algorithm,
    publicKey: keys.publicKey,
    signingKey: signer.key,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ],
  });
  return { cert: pemOf(certificate), key: await exportKey(keys.privateKey) };
}
