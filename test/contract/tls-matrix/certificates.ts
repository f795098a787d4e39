import { KeyObject, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { x509 } from "../../../host-sim/emulators/connector/tls/certificate-library.js";

const day = 86_400_000;

/** Kinds of keys and signatures, by the names under which the cases ask for them. */
const kinds = {
  p256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  p384: { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  p521: { name: "ECDSA", namedCurve: "P-521", hash: "SHA-512" },
  rsa2048: rsa(2048, "SHA-256"),
  rsa3072: rsa(3072, "SHA-384"),
  rsa4096: rsa(4096, "SHA-512"),
  rsa1024: rsa(1024, "SHA-256"),
  sha1: rsa(2048, "SHA-1"),
  ecdsaSHA1: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-1" },
  ed25519: { name: "Ed25519", hash: "SHA-512" },
} as const;

function rsa(modulusLength: number, hash: string) {
  return { name: "RSASSA-PKCS1-v1_5", modulusLength, publicExponent: new Uint8Array([1, 0, 1]), hash };
}

/** What can be wrong with a certificate, and what is right where nothing is said. */
export interface CertificateOptions {
  name: string;
  kind?: keyof typeof kinds;
  /** Days from now. */
  from?: number;
  to?: number;
  /** Absent: no basic constraints. */
  authority?: boolean;
  pathLength?: number;
  usage?: number;
  purposes?: readonly string[];
  /** DNS names or addresses. */
  names?: readonly string[];
  /** DNS names, whatever they look like. */
  dnsNames?: readonly string[];
  /** Extensions that name the keys of certificate and issuer, as authorities write them. */
  identified?: boolean;
  /** The only domain for which an authority may sign, in a critical extension. */
  permitted?: string;
  /** More bytes in the certificate, in an extension that means nothing. */
  padding?: number;
  /** Object identifier of an extension that nobody knows, and whether it is critical. */
  unknown?: { id: string; critical: boolean };
}

export interface Signed {
  readonly certificate: InstanceType<typeof x509.X509Certificate>;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly kind: keyof typeof kinds;
}

/** Issues a certificate, self-signed where there is no issuer; for a new key where none is given. */
export async function issue(
  options: CertificateOptions,
  issuer?: Signed,
  sameKeys?: webcrypto.CryptoKeyPair,
): Promise<Signed> {
  const kind = options.kind ?? "p256";
  const keys = sameKeys ?? (await newKeys(kind));
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(8).toString("hex")}`,
    subject: `CN=${options.name}`,
    issuer: issuer?.certificate.subject ?? `CN=${options.name}`,
    notBefore: new Date(now + (options.from ?? -1) * day),
    notAfter: new Date(now + (options.to ?? 30) * day),
    signingAlgorithm: kinds[issuer?.kind ?? kind],
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    extensions: [...extensionsOf(options), ...(await identifiers(options, keys, issuer))],
  });
  return { certificate, keys, kind };
}

/** Of the long kinds, which take seconds to make: one key each will do. */
const longKeys = new Map<keyof typeof kinds, Promise<webcrypto.CryptoKeyPair>>();

function newKeys(kind: keyof typeof kinds): Promise<webcrypto.CryptoKeyPair> {
  const make = () =>
    webcrypto.subtle.generateKey(kinds[kind], true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>;
  if (!("modulusLength" in kinds[kind])) return make();
  const keys = longKeys.get(kind) ?? make();
  longKeys.set(kind, keys);
  return keys;
}

export function derOf({ certificate }: Signed): Uint8Array {
  return new Uint8Array(certificate.rawData);
}

/** The key in PKCS#8. */
export function keyOf({ keys }: Signed): KeyObject {
  return KeyObject.from(keys.privateKey);
}

async function identifiers(
  { identified, authority }: CertificateOptions,
  keys: webcrypto.CryptoKeyPair,
  issuer: Signed | undefined,
) {
  if (identified !== true) return [];
  const own = authority === true ? [await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)] : [];
  const signer = (issuer?.keys ?? keys).publicKey;
  return [...own, await x509.AuthorityKeyIdentifierExtension.create(signer)];
}

function extensionsOf(options: CertificateOptions) {
  const { authority, pathLength, usage, purposes, names, dnsNames, unknown, padding, permitted } = options;
  const alternatives = [
    ...(names ?? []).map((value) => ({
      type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const),
      value,
    })),
    ...(dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
  ];
  return [
    ...(authority === undefined ? [] : [new x509.BasicConstraintsExtension(authority, pathLength, true)]),
    ...(usage === undefined ? [] : [new x509.KeyUsagesExtension(usage, true)]),
    ...(purposes === undefined ? [] : [new x509.ExtendedKeyUsageExtension([...purposes])]),
    ...(names === undefined && dnsNames === undefined
      ? []
      : [new x509.SubjectAlternativeNameExtension(alternatives)]),
    ...(permitted === undefined ? [] : [nameConstraints(permitted)]),
    ...(padding === undefined ? [] : [new x509.Extension("1.2.3.5", false, octets(padding))]),
    ...(unknown === undefined
      ? []
      : [new x509.Extension(unknown.id, unknown.critical, new Uint8Array([5, 0]))]),
  ];
}

/** `SEQUENCE { [0] { SEQUENCE { [2] domain } } }` (RFC 5280, section 4.2.1.10). */
function nameConstraints(domain: string): InstanceType<typeof x509.Extension> {
  const wrap = (tag: number, content: Uint8Array): Uint8Array =>
    Uint8Array.from([tag, content.byteLength, ...content]);
  const value = wrap(0x30, wrap(0xa0, wrap(0x30, wrap(0x82, Buffer.from(domain)))));
  return new x509.Extension("2.5.29.30", true, Uint8Array.from(value));
}

/** A value of DER with so many bytes, 256 to 65,535. */
function octets(count: number): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(4 + count);
  value.set([0x04, 0x82, count >> 8, count & 0xff]);
  return value;
}
