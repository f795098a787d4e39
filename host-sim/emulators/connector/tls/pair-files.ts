import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { KeyPair } from "./keys.js";

/** A certificate with less than this left, in milliseconds, is replaced. */
const RENEW_BEFORE_END = 30 * 24 * 60 * 60 * 1000;

/** When a certificate should be replaced, in milliseconds since 1970. */
export function renewalTime(pair: KeyPair): number {
  return Date.parse(new X509Certificate(pair.cert).validTo) - RENEW_BEFORE_END;
}

export function isMatchingPair(pair: KeyPair): boolean {
  try {
    return new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key));
  } catch {
    // Not a certificate or not a key: the caller treats a damaged pair like a missing one, or reports it.
    return false;
  }
}

/** Whether `pair` holds a certificate with its key, signed by `authority`, that is good for a while yet. @param now milliseconds since 1970. */
export function isServing(pair: KeyPair, authority: KeyPair, now: number): boolean {
  if (!isMatchingPair(pair) || renewalTime(pair) <= now) return false;
  const leaf = new X509Certificate(pair.cert);
  const issuer = new X509Certificate(authority.cert);
  return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}

/** `<name>.pem` and `<name>-key.pem`, or undefined without a certificate; a certificate without its key comes with an empty key. */
export function readPair(folder: string, name: string): KeyPair | undefined {
  const cert = readIfThere(join(folder, `${name}.pem`));
  if (cert === undefined) return undefined;
  return { cert, key: readIfThere(join(folder, `${name}-key.pem`)) ?? "" };
}

/** The key first: a crash in between leaves a key that nobody relies on yet, never a certificate without its key. */
export function writePair(folder: string, name: string, pair: KeyPair): void {
  writeFileAtomic.sync(join(folder, `${name}-key.pem`), pair.key, { mode: 0o600 });
  writeFileAtomic.sync(join(folder, `${name}.pem`), pair.cert, { mode: 0o644 });
}

/**
 * The authority in `<name>.pem`, made on the first run.
 * @throws Error when the one on disk is damaged: replacing it silently would cut off every device.
 */
export async function keptAuthority(
  folder: string,
  name: string,
  create: () => Promise<KeyPair>,
): Promise<KeyPair> {
  const stored = readPair(folder, name);
  if (stored === undefined) {
    const created = await create();
    writePair(folder, name, created);
    return created;
  }
  if (isMatchingPair(stored)) return stored;
  const files = `${join(folder, `${name}.pem`)} and ${name}-key.pem`;
  throw new Error(
    `${files} are not a certificate and its key; restore them, or delete both to get a new authority that devices must then be given`,
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
