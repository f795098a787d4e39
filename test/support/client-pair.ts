import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CertificatePair } from "../../firmware/certificate/client-certificate.js";
import { issueClientCertificate } from "../../host-sim/emulators/connector/index.js";

/** A fresh certificate and key as a device takes them, and the key in other forms. */
export async function clientPair(
  options: Parameters<typeof issueClientCertificate>[0],
): Promise<CertificatePair & { readonly pem: string }> {
  const { cert, key } = await issueClientCertificate(options);
  return {
    chain: new Uint8Array(new X509Certificate(cert).raw),
    key: new Uint8Array(createPrivateKey(key).export({ type: "pkcs8", format: "der" })),
    pem: key,
  };
}
