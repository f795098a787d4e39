import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import type { X509Certificate } from "@peculiar/x509";
import { x509 } from "../../host-sim/emulators/connector/tls/certificate-library.js";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 86_400_000;

/** A certificate with its key, in the forms that node:tls (PEM) and devices (DER) take. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
  readonly der: Uint8Array;
  /** PKCS#8. */
  readonly keyDer: Uint8Array;
  readonly issued: X509Certificate;
  readonly keys: CryptoKeyPair;
}

export interface LeafOptions {
  /** DNS names and addresses; none leaves the extension out. */
  readonly names: readonly string[];
  readonly commonName?: string;
  /** Days from now. */
  readonly validFrom?: number;
  readonly validTo?: number;
}

type CryptoKeyPair = webcrypto.CryptoKeyPair;

export async function makeAuthority(name: string): Promise<Identity> {
  const keys = await makeKeys();
  const issued = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return identity(issued, keys);
}

/** A certificate for a server or a client, signed by the authority. */
export async function issue(authority: Identity, options: LeafOptions): Promise<Identity> {
  const { names, commonName = "leaf", validFrom = -1, validTo = 29 } = options;
  const keys = await makeKeys();
  const alternatives = names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }) as const);
  const issued = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${commonName}`,
    issuer: authority.issued.subject,
    notBefore: new Date(Date.now() + validFrom * day),
    notAfter: new Date(Date.now() + validTo * day),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      ...(alternatives.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(alternatives)]),
    ],
  });
  return identity(issued, keys);
}

async function makeKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function identity(issued: X509Certificate, keys: CryptoKeyPair): Promise<Identity> {
  const keyDer = new Uint8Array(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  return {
    certificate: `${issued.toString("pem")}\n`,
    key: x509.PemConverter.encode(keyDer, "PRIVATE KEY"),
    der: new Uint8Array(issued.rawData),
    keyDer,
    issued,
    keys,
  };
}

/** Positive, as RFC 5280 wants it (4.1.2.2). */
function serial(): string {
  return `01${randomBytes(8).toString("hex")}`;
}
