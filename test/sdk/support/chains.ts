import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { x509 } from "../../../host-sim/emulators/connector/tls/certificate-library.js";

const day = 86_400_000;

/** Kinds of keys and signatures, by the names under which the cases ask for them. */
const kinds = {
  p256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  p384: { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  rsa2048: rsa(2048, "SHA-256"),
  rsa1024: rsa(1024, "SHA-256"),
  sha1: rsa(2048, "SHA-1"),
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
  /** Object identifier of an extension that nobody knows, and whether it is critical. */
  unknown?: { id: string; critical: boolean };
}

export interface Signed {
  readonly certificate: InstanceType<typeof x509.X509Certificate>;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly kind: keyof typeof kinds;
}

/** Issues a certificate, self-signed where there is no issuer. */
export async function issue(options: CertificateOptions, issuer?: Signed): Promise<Signed> {
  const kind = options.kind ?? "p256";
  const keys = await webcrypto.subtle.generateKey(kinds[kind], true, ["sign", "verify"]);
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
    extensions: extensionsOf(options),
  });
  return { certificate, keys, kind };
}

function extensionsOf({ authority, pathLength, usage, purposes, names, unknown }: CertificateOptions) {
  return [
    ...(authority === undefined ? [] : [new x509.BasicConstraintsExtension(authority, pathLength, true)]),
    ...(usage === undefined ? [] : [new x509.KeyUsagesExtension(usage, true)]),
    ...(purposes === undefined ? [] : [new x509.ExtendedKeyUsageExtension([...purposes])]),
    ...(names === undefined
      ? []
      : [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
          ),
        ]),
    ...(unknown === undefined
      ? []
      : [new x509.Extension(unknown.id, unknown.critical, new Uint8Array([5, 0]))]),
  ];
}
