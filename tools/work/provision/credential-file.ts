import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Slot } from "../../device-link/upload.js";
import { PlanError } from "./plan-error.js";

/** Files with credentials, by their slot on the board. Paths. */
export type CredentialFiles = Readonly<Partial<Record<Slot, string>>>;

/** Longest content of a slot, bytes. */
const longest = 8192;

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads credentials as boards take them: certificates in DER one behind the other, the key RSA in PKCS#8. Files may be PEM or DER.
 *
 * @throws PlanError naming the file, what is wrong with it and what would be right; never with any of its content
 */
export async function readCredentials(files: CredentialFiles): Promise<Partial<Record<Slot, Uint8Array>>> {
  const ca =
    files.ca === undefined ? undefined : certificatesIn("ca", await contentOf("ca", files.ca), files.ca);
  const cert =
    files.cert === undefined
      ? undefined
      : certificatesIn("certificate", await contentOf("certificate", files.cert), files.cert);
  const key = files.key === undefined ? undefined : keyIn(await contentOf("key", files.key), files.key);
  if ((cert === undefined) !== (key === undefined))
    throw new PlanError(
      `${cert === undefined ? "certificate" : "key"}: is missing; a client certificate and its key come together`,
    );
  if (cert !== undefined && key !== undefined && !cert[0]?.checkPrivateKey(key))
    throw new PlanError(`key: ${files.key} is not the key of the first certificate in ${files.cert}`);
  return {
    ...(ca === undefined ? {} : { ca: fitting("ca", joined(ca)) }),
    ...(cert === undefined ? {} : { cert: fitting("certificate", joined(cert)) }),
    ...(key === undefined ? {} : { key: fitting("key", key.export({ type: "pkcs8", format: "der" })) }),
  };
}

async function contentOf(field: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new PlanError(
      `${field}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`,
    );
  }
}

function certificatesIn(field: string, content: Buffer, file: string): X509Certificate[] {
  const parts = content.toString("latin1").match(pemCertificate) ?? [content];
  try {
    return parts.map((part) => new X509Certificate(part));
  } catch {
    throw new PlanError(`${field}: ${file} is no certificate in PEM or DER`);
  }
}

function keyIn(content: Buffer, file: string): KeyObject {
  const key = readKey(content, file);
  if (key.asymmetricKeyType === "rsa") return key;
  throw new PlanError(
    `key: ${file} is of type ${key.asymmetricKeyType}; boards can use RSA client keys only, of 2,048 bits for example`,
  );
}

function readKey(content: Buffer, file: string): KeyObject {
  try {
    if (content.includes("-----BEGIN")) return createPrivateKey(content);
    return createPrivateKey({ key: content, format: "der", type: "pkcs8" });
  } catch {
    throw new PlanError(
      `key: ${file} is no private key that can be read: PEM, or DER in PKCS#8, and without a passphrase`,
    );
  }
}

function joined(certificates: readonly X509Certificate[]): Buffer {
  return Buffer.concat(certificates.map(({ raw }) => raw));
}

function fitting(field: string, bytes: Buffer): Uint8Array {
  if (bytes.byteLength <= longest) return bytes;
  throw new PlanError(
    `${field}: has ${bytes.byteLength} bytes, and a board takes ${longest}; shorten the chain`,
  );
}
