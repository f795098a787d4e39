import { Certificate } from "./certificate.js";
import { BIT_STRING, DERError, DERReader, SEQUENCE, SET } from "./der.js";
import { checkAlgorithm, publicIntegers, type RSAPublicKey } from "./rsa.js";

/** 2.5.4.3, content in hex. */
const commonName = "550403";

/** What the device has to know of its own certificate. */
export interface OwnCertificate {
  /** CN-PROV-4: the deviceId. */
  readonly commonName: string;
  readonly key: RSAPublicKey;
  /** Milliseconds since 1970: the last moment at which a server takes it. */
  readonly notAfter: number;
}

/** Reads subject, key and end of a certificate. Throws a DERError where it has none of them, or the key is not RSA. */
export function readOwnCertificate(bytes: Uint8Array): OwnCertificate {
  const { subject, keyInfo, notAfter } = new Certificate(bytes);
  const parts = new DERReader(keyInfo).into(SEQUENCE);
  checkAlgorithm(parts);
  // A bit string begins with the number of bits that its last byte lacks, here none.
  const key = new DERReader(parts.next(BIT_STRING).content.subarray(1)).into(SEQUENCE);
  return { commonName: commonNameIn(subject), key: publicIntegers(key), notAfter };
}

function commonNameIn(subject: Uint8Array): string {
  const sets = new DERReader(subject).into(SEQUENCE);
  while (!sets.atEnd) {
    const set = sets.into(SET);
    while (!set.atEnd) {
      const attribute = set.into(SEQUENCE);
      if (attribute.identifier() !== commonName || attribute.atEnd) continue;
      // A copy, because a view's buffer is the whole certificate.
      const name = String.fromArrayBuffer(Uint8Array.from(attribute.next().content).buffer);
      if (name !== "") return name;
    }
  }
  throw new DERError("the subject has no common name, which is the deviceId");
}
