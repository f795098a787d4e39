import type { TLSSocket } from "node:tls";
import type { ClientCertificate } from "../core/authentication/credential.js";
import { commonNameOf } from "./common-name.js";

/**
 * The certificate that a client presented and proved to hold the key of (CN-PROV-4). `trusted` is the verdict of the
 * TLS library on chain and dates, by the authority of the Connector that the client named.
 */
export function clientCertificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    commonName: commonNameOf(certificate) ?? "",
    fingerprint: certificate.fingerprint256,
    trusted: socket.authorized,
  };
}
