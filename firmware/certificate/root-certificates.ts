import { Certificate } from "./certificate.js";
import { DERError, DERReader, SEQUENCE } from "./der.js";
import { blocksIn, PEMError } from "./pem.js";

/** Roots that cannot be trusted; the message says which of them, what is wrong and what would be right. */
export class RootError extends Error {
  override name = "RootError";
}

/**
 * The roots in what a person brings: PEM with one certificate or several, or their DER, one behind the other. Throws a RootError where
 * one of them could never be the root of a server's path: then it is said here, and not by every handshake to come.
 */
export function rootsIn(brought: string | Uint8Array): Uint8Array<ArrayBuffer>[] {
  const roots = typeof brought === "string" ? rootsInPEM(brought) : rootsInDER(brought);
  for (const [index, root] of roots.entries()) checkRoot(root, index + 1);
  return roots;
}

function rootsInPEM(text: string): Uint8Array<ArrayBuffer>[] {
  const blocks = ((): ReturnType<typeof blocksIn> => {
    try {
      return blocksIn(text);
    } catch (error) {
      if (error instanceof PEMError) throw new RootError(`roots: ${error.message}`);
      throw error;
    }
  })();
  if (blocks.length === 0)
    throw new RootError(
      'roots: no "-----BEGIN CERTIFICATE-----" in it; needed is PEM of one root or several',
    );
  return blocks.map(({ label, bytes }, index) => {
    // Most of all a private key: it has no business on a device that only checks what the key has signed.
    if (label !== "CERTIFICATE")
      throw new RootError(`roots: block ${index + 1} is a ${label}; needed are certificates only`);
    return bytes;
  });
}

function rootsInDER(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const roots: Uint8Array<ArrayBuffer>[] = [];
  try {
    const reader = new DERReader(bytes);
    while (!reader.atEnd) roots.push(Uint8Array.from(reader.next(SEQUENCE).whole));
  } catch (error) {
    if (error instanceof DERError) throw new RootError(`roots: neither PEM nor DER: ${error.message}`);
    throw error;
  }
  if (roots.length === 0) throw new RootError("roots: empty");
  return roots;
}

function checkRoot(bytes: Uint8Array, place: number): void {
  let root: Certificate;
  try {
    root = new Certificate(bytes);
  } catch (error) {
    if (error instanceof DERError)
      throw new RootError(`roots: certificate ${place} is no certificate: ${error.message}`);
    throw error;
  }
  const { isAuthority, unknown, isForServers } = root.extensions;
  if (!isAuthority)
    throw new RootError(
      `roots: certificate ${place} is no authority (CA:TRUE, certificate signing); bring the one that signed the server's`,
    );
  if (unknown !== undefined)
    throw new RootError(
      `roots: certificate ${place} has the critical extension ${unknown}, not understood here`,
    );
  if (!isForServers) throw new RootError(`roots: certificate ${place} is not for servers`);
}
