import { Certificate } from "./certificate.js";
import { sameBytes } from "./der.js";
import { isNamed } from "./host-name.js";

export interface PathOptions {
  /** As the server sent it, its own certificate first; the others in any order, and more than it takes. */
  chain: readonly Uint8Array[];
  /** The trusted roots: those of today and those of tomorrow. */
  roots: readonly Uint8Array[];
  /** Name or IPv4 address that the server must have. */
  host: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether the issuer's key made the certificate's signature, in a way that counts; the platform's arithmetic. */
  isSignedBy(certificate: Certificate, issuer: Certificate): boolean;
}

/** A server that is to be trusted. */
export interface TrustedServer {
  readonly certificate: Certificate;
  /** When the first certificate on the path ends, the root among them; milliseconds since 1970. */
  readonly notAfter: number;
}

/** A chain that is not to be trusted; the message completes "certificate: …". */
export class PathError extends Error {
  override name = "PathError";
}

/** More certificates than any authority needs. */
const longest = 10;
/** Signatures that are looked at before a server is given up: each takes a chip a tenth of a second, and many certificates may share a name. */
const mostSignatures = 24;

/**
 * The path from a server's certificate to a trusted root (RFC 5280, section 6.1). Throws a PathError or a DERError unless there is one on which
 * every certificate, the root included, is in date, signed by the next one, allowed to sign the one before and for servers, and the first one is
 * the host's. What the server sent beside that is not looked at.
 */
export function checkPath(options: PathOptions): TrustedServer {
  return new PathSearch(options).run();
}

class PathSearch {
  #options: PathOptions;
  #roots: readonly Certificate[];
  #sent: readonly Certificate[];
  #signatures = mostSignatures;
  /** Why the first path that came to an issuer did not stand: it tells more than that there is no other. */
  #problem: PathError | undefined;

  constructor(options: PathOptions) {
    if (options.chain.length > longest) throw new PathError(`a chain of ${options.chain.length} is too long`);
    this.#options = options;
    this.#roots = options.roots.map((root) => new Certificate(root));
    this.#sent = options.chain.map((bytes) => new Certificate(bytes));
  }

  run(): TrustedServer {
    const [certificate] = this.#sent;
    if (certificate === undefined) throw new PathError("the server has none");
    const { host, now } = this.#options;
    checkServer(certificate, host);
    checkSelf(certificate, now);
    const path = this.#extend([certificate]);
    if (path === undefined)
      throw this.#problem ?? new PathError("the server's chain does not lead to a trusted root");
    return { certificate, notAfter: Math.min(...path.map(({ notAfter }) => notAfter)) };
  }

  /** The path with everything up to a root behind it; undefined where there is none. Roots first: the shortest path is the cheapest. */
  #extend(path: readonly Certificate[]): readonly Certificate[] | undefined {
    for (const root of this.#roots) if (this.#leadsTo(root, path)) return [...path, root];
    for (const issuer of this.#sent) {
      if (path.includes(issuer) || !this.#leadsTo(issuer, path)) continue;
      const whole = this.#extend([...path, issuer]);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }

  #leadsTo(issuer: Certificate, path: readonly Certificate[]): boolean {
    const last = path[path.length - 1];
    // The name first: it costs nothing.
    if (last === undefined || !sameBytes(last.issuer, issuer.subject)) return false;
    try {
      checkAuthority(issuer, path);
      checkSelf(issuer, this.#options.now);
      if (this.#signatures-- <= 0) throw new PathError("too many authorities of one name");
      if (!this.#options.isSignedBy(last, issuer)) throw new PathError("one is not signed by its issuer");
      return true;
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      this.#problem ??= error;
      return false;
    }
  }
}

function checkAuthority({ extensions }: Certificate, below: readonly Certificate[]): void {
  if (!extensions.isAuthority) throw new PathError("one was signed by no authority");
  // The server's own does not count, nor does an authority that signed itself a new key.
  const authorities = below.slice(1).filter(({ issuer, subject }) => !sameBytes(issuer, subject));
  if (extensions.pathLength !== undefined && authorities.length > extensions.pathLength)
    throw new PathError("the chain is longer than an authority in it allows");
}

function checkSelf({ notBefore, notAfter, extensions }: Certificate, now: number): void {
  if (now < notBefore) throw new PathError("one is not valid yet");
  if (now > notAfter) throw new PathError("one has expired");
  if (extensions.unknown !== undefined)
    throw new PathError(`one has the critical extension ${extensions.unknown}`);
  if (!extensions.isForServers) throw new PathError("one is not for servers");
}

function checkServer({ extensions }: Certificate, host: string): void {
  if (!isNamed(extensions, host)) throw new PathError(`the server is not ${host}`);
  if (!extensions.isForHandshakes) throw new PathError("the server's key is not for handshakes");
}
