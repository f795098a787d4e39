import { X509Certificate } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createAuthority, type KeyPair } from "./certificates.js";
import { issueClientCertificate } from "./client-certificates.js";
import { commonNameOf } from "./common-name.js";
import { isServing, keptAuthority, readPair, writePair } from "./pair-files.js";

/**
 * A Connector's PKI (CN-PROV-4): the authority that the certificates of its devices lead to, `pki.pem` and `pki-key.pem`
 * in the Connector's folder, and those certificates with their keys in `certificates/<deviceId>.pem` and `…-key.pem`.
 * All are made once and then kept; who shows another certificate tomorrow is another device where there is no PKI.
 */
export class DeviceAuthority {
  readonly #folder: string;
  readonly #ca: KeyPair;

  private constructor(folder: string, ca: KeyPair) {
    this.#folder = folder;
    this.#ca = ca;
  }

  /** @throws Error when the authority on disk is damaged, or the folder cannot be written. */
  static async open(folder: string): Promise<DeviceAuthority> {
    mkdirSync(join(folder, "certificates"), { recursive: true, mode: 0o700 });
    const ca = await keptAuthority(folder, "pki", createAuthority);
    return new DeviceAuthority(folder, ca);
  }

  /** What the Connector's option `pki` takes. */
  get pki(): { readonly ca: string } {
    return { ca: this.#ca.cert };
  }

  /** A device's certificate and key, PEM; issued anew where those on disk no longer serve. @param now milliseconds since 1970. */
  async certificateFor(deviceId: string, now: number): Promise<KeyPair> {
    const folder = join(this.#folder, "certificates");
    // Identities may have characters that files may not, such as the colons of a MAC address.
    const name = encodeURIComponent(deviceId);
    const stored = readPair(folder, name);
    if (stored !== undefined && isServing(stored, this.#ca, now) && names(stored, deviceId)) return stored;
    const issued = await issueClientCertificate({ deviceId, ca: this.#ca });
    writePair(folder, name, issued);
    return issued;
  }
}

/** File systems that do not tell `A` from `a` have one file for both. */
function names(pair: KeyPair, deviceId: string): boolean {
  return commonNameOf(new X509Certificate(pair.cert)) === deviceId;
}
