import type { X509Certificate } from "node:crypto";
// Before the first use of toLegacyObject: Node 20 otherwise loads its TLS in an order that leaves it without createSecureContext.
import "node:tls";

/** The common name of a certificate's subject, or undefined where it has none or several: which of them would be the deviceId (CN-PROV-4)? */
export function commonNameOf(certificate: X509Certificate): string | undefined {
  const name: unknown = certificate.toLegacyObject().subject?.CN;
  return typeof name === "string" && name !== "" ? name : undefined;
}
