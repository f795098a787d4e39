import { Certificate } from "../certificate/certificate.js";
import { certificatesIn } from "../certificate/client-certificate.js";
import { DERReader, SEQUENCE, SET } from "../certificate/der.js";
import { publicKeyOf } from "../certificate/rsa.js";
import { hexOf } from "./hex.js";
import { fingerprintOf } from "./upload.js";
import { utf8Text } from "./utf8.js";

/** What may be told of a credential: nothing of it is secret. */
export interface CredentialFacts {
  readonly slot: "ca" | "cert" | "key" | "csr";
  /** It counts after `commit`; `removed`: it is gone after `commit`. */
  readonly staged?: true | "removed";
  readonly size?: number;
  /** SHA-256 of the first certificate, or of a key's modulus; lower-case hex. */
  readonly fingerprint?: string;
  /** Common name of the first certificate. */
  readonly subject?: string;
  /** Milliseconds since 1970: the first of all to end. */
  readonly notAfter?: number;
}

/** 2.5.4.3 and 2.5.4.10, content in hex: common name, organization. */
const names = Object.freeze(["550403", "55040a"]);

/** Facts of certificates in DER, one behind the other. Throws a DERError where they are none. */
export function certificateFacts(slot: "ca" | "cert", bytes: Uint8Array): CredentialFacts {
  const certificates = certificatesIn(bytes).map((each) => new Certificate(new Uint8Array(each)));
  const [first] = certificates;
  return {
    slot,
    size: bytes.byteLength,
    ...(first === undefined ? {} : { fingerprint: fingerprintOf(first.bytes), subject: subjectOf(first) }),
    notAfter: Math.min(...certificates.map(({ notAfter }) => notAfter)),
  };
}

/** Facts of an RSA key in PKCS#8: of its public half alone. Throws a DERError where it is none. */
export function keyFacts(slot: "key" | "csr", pkcs8: Uint8Array): CredentialFacts {
  return { slot, size: pkcs8.byteLength, fingerprint: fingerprintOf(publicKeyOf(pkcs8).modulus) };
}

/** The common name, else the organization, else the whole subject in hex. */
function subjectOf({ subject }: Certificate): string {
  for (const name of names) {
    const sets = new DERReader(subject).into(SEQUENCE);
    while (!sets.atEnd) {
      const set = sets.into(SET);
      while (!set.atEnd) {
        const attribute = set.into(SEQUENCE);
        if (attribute.identifier() === name) return utf8Text(attribute.next().content)?.slice(0, 64) ?? "";
      }
    }
  }
  return hexOf(subject.subarray(0, 32));
}
