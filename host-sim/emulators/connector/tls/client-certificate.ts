import type { TLSSocket } from "node:tls";
import type { ClientCertificate } from "../core/authentication/credential.js";

/**
 * The certificate that a client presented and proved to hold the key of (CN-PROV-4). `trusted` is the verdict of the
 * TLS library on chain and dates, by the authority of the Connector that the client named.
 */
export function clientCertificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  // A list where the subject has several common names; which of them would be the deviceId?
  const commonName: unknown = certificate.toLegacyObject().subject.CN;
  return {
    commonName: typeof commonName === "string" ? commonName : "",
    fingerprint: certificate.fingerprint256,
    trusted: socket.authorized,
  };
}
