import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { createAuthority, issueServerCertificate, type KeyPair } from "./certificates.js";
import { isServing, keptAuthority, readPair, writePair } from "./pair-files.js";

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
    return new CertificateStore(folder, await keptAuthority(folder, "ca", createAuthority));
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
    return isServing(pair, this.ca, now) && new X509Certificate(pair.cert).checkHost(hostName) !== undefined;
  }
}
