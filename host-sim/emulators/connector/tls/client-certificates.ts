import { x509 } from "./certificate-library.js";
import { issueCertificate } from "./issuing.js";
import { ECDSA, type KeyPair, RSA } from "./keys.js";

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
  return issueCertificate({
    commonName: options.deviceId,
    algorithm: options.keys === "ecdsa" ? ECDSA : RSA,
    issuer: options.ca,
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    days: DAYS,
    extensions: async () => [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ],
  });
}
