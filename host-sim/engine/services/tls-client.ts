import { constants } from "node:crypto";
import { isIP } from "node:net";
import {
  checkServerIdentity,
  connect,
  type DetailedPeerCertificate,
  type PeerCertificate,
  type TLSSocket,
} from "node:tls";
import { Certificate } from "../../../firmware/certificate/certificate.js";
import { isNamed } from "../../../firmware/certificate/host-name.js";
import { schemeOf } from "../../../firmware/certificate/signature-scheme.js";

export interface TLSClientOptions {
  readonly address: string;
  readonly port: number;
  /** Name to send and to verify. */
  readonly serverName: string;
  readonly applicationProtocols: readonly string[];
  /** DER, the only roots that are trusted; any of them will do. */
  readonly authorities: readonly Uint8Array[];
  /** DER, the own certificate first. */
  readonly certificates: readonly Uint8Array[];
  /** PKCS#8, DER. */
  readonly key: Uint8Array | undefined;
}

/**
 * What a device offers and takes on a board, said to OpenSSL: TLS 1.2 with suites that keep the past secret and authenticate what they encrypt, one
 * curve, two ways to sign the key exchange; level 2 refuses RSA keys under 2,048 bits, and SHA-1 and older in certificates; nothing is resumed
 * or renegotiated. `docs/tls.md` holds the two against each other, server by server.
 */
const policy = Object.freeze({
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
  ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=2",
  ecdhCurve: "prime256v1",
  sigalgs: "ECDSA+SHA256:RSA+SHA256",
  secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  // A root of the device need not have signed itself.
  allowPartialTrustChain: true,
  rejectUnauthorized: true,
} as const);

/** Starts a handshake as the device does it. @throws Error where a certificate or the key cannot be read. */
export function connectTLS(options: TLSClientOptions): TLSSocket {
  const { address, port, serverName, applicationProtocols, authorities, certificates, key } = options;
  return connect({
    host: address,
    port,
    ...policy,
    ca: authorities.map((authority) => pem("CERTIFICATE", authority)),
    // An address cannot be sent as a server name (RFC 6066, section 3), but it can be verified.
    servername: isIP(serverName) === 0 ? serverName : "",
    checkServerIdentity: (_host, certificate) => identityError(serverName, certificate),
    ...(applicationProtocols.length === 0 ? {} : { ALPNProtocols: [...applicationProtocols] }),
    ...(certificates.length === 0
      ? {}
      : { cert: certificates.map((certificate) => pem("CERTIFICATE", certificate)).join("") }),
    ...(key === undefined ? {} : { key: pem("PRIVATE KEY", key) }),
  });
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/**
 * The device looks at subject alternative names only, never at the common name. Node's check and a board's must both be content: Node takes a
 * wildcard for a part of a label and a name with a dot behind it, which a board refuses.
 */
function identityError(serverName: string, certificate: PeerCertificate): Error | undefined {
  const names = certificate.subjectaltname ?? "";
  if (!/(^|, )(DNS|IP Address):/.test(names)) return new HostNameError(serverName, "no host at all");
  const isRight =
    checkServerIdentity(serverName, certificate) === undefined &&
    isNamed(new Certificate(certificate.raw).extensions, serverName);
  return isRight ? undefined : new HostNameError(serverName, names);
}

class HostNameError extends Error {
  override readonly name = "HostNameError";

  constructor(wanted: string, found: string) {
    super(`wrong host name: the certificate is for ${found}, not for ${wanted}`);
  }
}

/** What is wrong with a path that OpenSSL has found good: a signature that boards cannot check. Undefined where nothing is. */
export function pathError(socket: TLSSocket): string | undefined {
  const path = pathOf(socket);
  // The last one is the root, whose own signature says nothing.
  const isKnown = path
    .slice(0, -1)
    .every(({ raw }) => schemeOf(new Certificate(raw).algorithm) !== undefined);
  return isKnown ? undefined : "certificate signed in a way that boards cannot check";
}

/** When the first certificate between a verified server and its root ends, both included; milliseconds since 1970. */
export function trustedUntil(socket: TLSSocket): number {
  return Math.min(...pathOf(socket).map(({ valid_to }) => Date.parse(valid_to)));
}

/** From the server's certificate to the root. */
function pathOf(socket: TLSSocket): DetailedPeerCertificate[] {
  const path: DetailedPeerCertificate[] = [];
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A root is its own issuer.
  while (certificate !== undefined && !path.includes(certificate)) {
    path.push(certificate);
    certificate = certificate.issuerCertificate;
  }
  return path;
}

/** What OpenSSL's codes for certificates mean to a reader. */
const certificateReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "certificate expired",
  CERT_NOT_YET_VALID: "certificate not valid yet",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown CA",
  DEPTH_ZERO_SELF_SIGNED_CERT: "unknown CA",
  UNABLE_TO_GET_ISSUER_CERT: "unknown CA",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown CA",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown CA",
  CERT_SIGNATURE_FAILURE: "certificate signature is wrong",
  INVALID_PURPOSE: "certificate is not for this purpose",
  INVALID_CA: "issuer is no CA",
  PATH_LENGTH_EXCEEDED: "certificate chain is too long",
};

/**
 * One line on why TLS failed; undefined where it did not, and the network did. The alert's number stands only in OpenSSL's
 * text, so that is where it is taken from.
 */
export function tlsFailure(error: NodeJS.ErrnoException): string | undefined {
  if (error instanceof HostNameError) return error.message;
  const code = error.code ?? "";
  const certificateReason = certificateReasons[code];
  if (certificateReason !== undefined) return certificateReason;
  const alert = /alert number (\d+)/.exec(error.message)?.[1];
  if (alert !== undefined) return `alert ${alert}`;
  return code.startsWith("ERR_SSL") ||
    code.startsWith("ERR_TLS") ||
    code.startsWith("ERR_OSSL") ||
    code === "EPROTO"
    ? ((error as { reason?: string }).reason ?? error.message)
    : undefined;
}
