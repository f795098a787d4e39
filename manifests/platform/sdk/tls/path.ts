import { Certificate } from "./certificate.js";
import { sameBytes } from "./der.js";
import { isNamed } from "./host-name.js";

export interface PathOptions {
  /** As the server sent it, its own certificate first. */
  chain: readonly Uint8Array[];
  /** The one trusted root. */
  root: Uint8Array;
  /** Name or IPv4 address that the server must have. */
  host: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** A chain that is not to be trusted; the message completes "certificate: …". */
export class PathError extends Error {
  override name = "PathError";
}

/** More than any authority needs; each costs a signature. */
const longest = 6;

/**
 * The path from a server's certificate to the trusted root (RFC 5280, section 6.1). Returns the server's certificate, and throws a PathError or a
 * MalformedError unless every certificate on the way is in date, signed by the next one and allowed to sign the one before, the root included,
 * and the first one is the host's. Certificates after the one that the root signed are not looked at.
 */
export function checkPath({ chain, root, host, now }: PathOptions): Certificate {
  if (chain.length > longest) throw new PathError(`a chain of ${chain.length} is too long`);
  const anchor = new Certificate(root);
  const certificates: Certificate[] = [];
  for (const bytes of chain) {
    const certificate = new Certificate(bytes);
    const previous = certificates[certificates.length - 1];
    if (previous !== undefined) checkIssuer(previous, certificate, certificates);
    checkSelf(certificate, now);
    certificates.push(certificate);
    const [server = certificate] = certificates;
    if (certificates.length === 1) checkServer(server, host);
    if (isIssuedBy(certificate, anchor)) {
      checkAuthority(anchor, certificates);
      checkSelf(anchor, now);
      return server;
    }
  }
  throw new PathError("the server's chain does not lead to the trusted root");
}

function checkIssuer(certificate: Certificate, issuer: Certificate, below: readonly Certificate[]): void {
  if (!isIssuedBy(certificate, issuer)) throw new PathError("one in the chain is not signed by the next");
  checkAuthority(issuer, below);
}

/** The name first: it costs nothing. */
function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return sameBytes(certificate.issuer, issuer.subject) && certificate.isSignedBy(issuer);
}

function checkAuthority({ extensions }: Certificate, below: readonly Certificate[]): void {
  if (!extensions.isAuthority) throw new PathError("one in the chain was signed by no authority");
  // The server's own does not count, nor does an authority that signed itself a new key.
  const authorities = below.slice(1).filter(({ issuer, subject }) => !sameBytes(issuer, subject));
  if (extensions.pathLength !== undefined && authorities.length > extensions.pathLength)
    throw new PathError("the chain is longer than an authority in it allows");
}

function checkSelf({ notBefore, notAfter, extensions }: Certificate, now: number): void {
  if (now < notBefore) throw new PathError("one in the chain is not yet valid");
  if (now > notAfter) throw new PathError("one in the chain has expired");
  if (extensions.unknown !== undefined)
    throw new PathError(`one in the chain has the critical extension ${extensions.unknown}`);
  if (!extensions.isForServers) throw new PathError("one in the chain is not for servers");
}

function checkServer({ extensions }: Certificate, host: string): void {
  if (!isNamed(extensions, host)) throw new PathError(`the server is not ${host}`);
  if (!extensions.isForHandshakes) throw new PathError("the server's key is not for handshakes");
}
