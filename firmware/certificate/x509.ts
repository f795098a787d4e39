import {
  BIT_STRING,
  contentOf,
  DERError,
  INTEGER,
  inside,
  OBJECT_IDENTIFIER,
  SEQUENCE,
  SET,
  sameBytes,
  valuesIn,
} from "./der.js";
import { checkAlgorithm, type RSAPublicKey } from "./rsa.js";

/** 2.5.4.3 */
const commonName = Object.freeze([0x55, 0x04, 0x03]);
/** The tag of `[0] version`, which certificates of version 1 leave out. */
const explicitVersion = 0xa0;

/** What the device has to know of its own certificate. */
export interface CertificateContent {
  /** CN-PROV-4: the deviceId. */
  readonly commonName: string;
  readonly key: RSAPublicKey;
}

/** Reads subject and key of a certificate (RFC 5280, section 4.1). Throws a DERError where it has none, or the key is not RSA. */
export function contentOfCertificate(certificate: Uint8Array): CertificateContent {
  const [outer] = valuesIn(certificate);
  const [body] = inside(outer, SEQUENCE);
  const fields = inside(body, SEQUENCE);
  if (fields[0]?.tag === explicitVersion) fields.shift();
  const [, , , , subject, keyInfo] = fields; // serial number, algorithm, issuer and validity come before
  const [algorithm, bits] = inside(keyInfo, SEQUENCE);
  checkAlgorithm(algorithm);
  // A bit string begins with the number of bits that its last byte lacks, here none.
  const [key] = valuesIn(contentOf(bits, BIT_STRING).subarray(1));
  const [modulus, exponent] = inside(key, SEQUENCE);
  return {
    commonName: commonNameIn(inside(subject, SEQUENCE).flatMap((set) => inside(set, SET))),
    key: { modulus: contentOf(modulus, INTEGER), exponent: contentOf(exponent, INTEGER) },
  };
}

function commonNameIn(attributes: ReturnType<typeof inside>): string {
  for (const attribute of attributes) {
    const [type, value] = inside(attribute, SEQUENCE);
    if (!sameBytes(contentOf(type, OBJECT_IDENTIFIER), commonName) || value === undefined) continue;
    // A copy, because a view's buffer is the whole certificate.
    const name = String.fromArrayBuffer(Uint8Array.from(value.content).buffer);
    if (name !== "") return name;
  }
  throw new DERError("the subject has no common name, which is the deviceId");
}
