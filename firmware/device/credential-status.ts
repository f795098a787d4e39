import { Certificate } from "../certificate/certificate.js";
import { certificatesIn, fromSecret } from "../certificate/client-certificate.js";
import { SHA256 } from "../content/sha256.js";
import type { CertificateFile } from "../ports/tcp.js";
import type { CertificateStore } from "../storage/certificate-store.js";
import type { CredentialStore } from "../storage/credential-store.js";
import type { CredentialStatus } from "./device-status.js";

export interface CredentialStatusOptions {
  authentication: "token" | "password" | "certificate";
  roots: readonly CertificateFile[];
  certificates: CertificateStore;
  /** The token or password of this device at its cloud. */
  secrets: Pick<CredentialStore, "read">;
  account: { readonly host: string; readonly device: string };
}

/** What the device holds to prove who it is and whom it trusts. What flash does not give, or nobody can read, is left out. */
export function credentialStatus(options: CredentialStatusOptions): readonly CredentialStatus[] {
  const { authentication, roots, certificates, secrets, account } = options;
  const held = roots.flatMap((root) => readable(() => certificateStatus("ca", bytesOf(root))));
  if (authentication !== "certificate") {
    const known = readable(() => secrets.read(account));
    return known.length === 0 ? held : [...held, { slot: authentication }];
  }
  const pair = readable(() => certificates.read()).flatMap(({ secret }) => fromSecret(secret) ?? []);
  const own = pair.flatMap(({ chain }) => certificatesIn(chain).slice(0, 1));
  const shown = own.flatMap((leaf) => readable(() => certificateStatus("cert", new Uint8Array(leaf))));
  return [...held, ...shown, ...pair.map(() => ({ slot: "key" as const }))];
}

function certificateStatus(slot: "ca" | "cert", bytes: Uint8Array): CredentialStatus {
  const digest = new SHA256();
  digest.write(bytes);
  return { slot, fingerprint: hex(digest.close()), notAfter: new Certificate(bytes).notAfter };
}

function bytesOf(file: CertificateFile): Uint8Array {
  return new Uint8Array(
    file instanceof ArrayBuffer ? file : (file as { slice(start: number): ArrayBuffer }).slice(0),
  );
}

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** One or none: a status that failed would hide everything else that it has to say. */
function readable<T>(read: () => T | undefined): T[] {
  try {
    const value = read();
    return value === undefined ? [] : [value];
  } catch {
    return [];
  }
}
