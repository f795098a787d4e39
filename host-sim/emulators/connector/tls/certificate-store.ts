import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { createAuthority, issueServerCertificate, type KeyPair } from "./certificates.js";

/** A server certificate with less than this left, in milliseconds, is replaced. */
const RENEW_BEFORE_END = 30 * 24 * 60 * 60 * 1000;

/**
 * The emulator's own authority, `ca.pem` and `ca-key.pem` in its state folder, and the certificates it signs:
 * `server.pem` and `server-key.pem` in each Connector's folder. The authority is created once and then kept, because
 * devices hold it; a server certificate is renewed whenever it no longer serves. Keys are readable by their owner only.
 */
export class CertificateStore {
  readonly caFile: string;
  readonly ca: KeyPair;

  private constructor(folder: string, ca: KeyPair) {
    this.ca = ca;
    this.caFile = join(folder, "ca.pem");
  }

  /** @throws Error when the authority on disk is damaged: replacing it silently would cut off every device. */
  static async open(folder: string): Promise<CertificateStore> {
    const stored = readPair(folder, "ca");
    if (stored === undefined) {
      const created = await createAuthority();
      writePair(folder, "ca", created);
      return new CertificateStore(folder, created);
    }
    if (!isMatchingPair(stored)) {
      const files = `${join(folder, "ca.pem")} and ca-key.pem`;
      throw new Error(
        `${files} are not a certificate and its key; restore them, or delete both to get a new authority that devices must then be given`,
      );
    }
    return new CertificateStore(folder, stored);
  }

  /** The certificate for a host name, kept in `folder`, renewed if need be. @param now milliseconds since 1970. */
  async serverCertificate(hostName: string, folder: string, now: number): Promise<KeyPair> {
    const stored = readPair(folder, "server");
    if (stored !== undefined && this.#serves(stored, hostName, now)) return stored;
    const issued = await issueServerCertificate({ ca: this.ca, names: [hostName] });
    writePair(folder, "server", issued);
    return issued;
  }

  #serves(pair: KeyPair, hostName: string, now: number): boolean {
    if (!isMatchingPair(pair)) return false;
    const leaf = new X509Certificate(pair.cert);
    return (
      leaf.checkHost(hostName) !== undefined && this.#signed(leaf) && endOf(pair) - now > RENEW_BEFORE_END
    );
  }

  #signed(leaf: X509Certificate): boolean {
    const authority = new X509Certificate(this.ca.cert);
    return leaf.checkIssued(authority) && leaf.verify(authority.publicKey);
  }
}

/** When a certificate should be replaced, in milliseconds since 1970. */
export function renewalTime(pair: KeyPair): number {
  return endOf(pair) - RENEW_BEFORE_END;
}

function endOf(pair: KeyPair): number {
  return Date.parse(new X509Certificate(pair.cert).validTo);
}

function isMatchingPair(pair: KeyPair): boolean {
  try {
    return new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key));
  } catch {
    // Not a certificate or not a key: the caller treats a damaged pair like a missing one, or reports it.
    return false;
  }
}

/** Both files, or undefined without a certificate; a certificate without its key comes with an empty key. */
function readPair(folder: string, name: string): KeyPair | undefined {
  const cert = readIfThere(join(folder, `${name}.pem`));
  if (cert === undefined) return undefined;
  return { cert, key: readIfThere(join(folder, `${name}-key.pem`)) ?? "" };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The key first: a crash in between leaves a key that nobody relies on yet, never a certificate without its key. */
function writePair(folder: string, name: string, pair: KeyPair): void {
  writeFileAtomic.sync(join(folder, `${name}-key.pem`), pair.key, { mode: 0o600 });
  writeFileAtomic.sync(join(folder, `${name}.pem`), pair.cert, { mode: 0o644 });
}
