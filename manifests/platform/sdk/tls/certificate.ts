import X509 from "x509";
import { BIT_STRING, DERReader, INTEGER, MalformedError, OBJECT_IDENTIFIER, SEQUENCE } from "./der.js";
import { type Extensions, readExtensions } from "./extensions.js";
import { isSigned, type Scheme } from "./signature.js";

/** Object identifiers of signatures, content in hex. */
const schemes: Readonly<Record<string, Scheme>> = Object.freeze(
  {
    "2a864886f70d01010b": { key: "rsa", hash: "SHA256" },
    "2a864886f70d01010c": { key: "rsa", hash: "SHA384" },
    "2a864886f70d01010d": { key: "rsa", hash: "SHA512" },
    "2a8648ce3d040302": { key: "ecdsa", hash: "SHA256" },
    "2a8648ce3d040303": { key: "ecdsa", hash: "SHA384" },
    "2a8648ce3d040304": { key: "ecdsa", hash: "SHA512" },
  },
  true,
);

/** A certificate as far as the check of a path needs it (RFC 5280, section 4.1). */
export class Certificate {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since 1970, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: Extensions;
  #bytes: Uint8Array;
  #signed: Uint8Array;
  #signature: Uint8Array;
  #scheme: Scheme | undefined;

  /** Throws a MalformedError where the bytes are no certificate. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const outer = new DERReader(bytes);
    const parts = outer.into(SEQUENCE);
    outer.end();
    const signed = parts.next(SEQUENCE);
    const algorithm = parts.next(SEQUENCE);
    const signature = parts.next(BIT_STRING).content;
    parts.end();
    if (signature[0] !== 0) throw new MalformedError("a signature of odd bits");
    const fields = new DERReader(signed.content);
    if (fields.tag === 0xa0) fields.next();
    fields.next(INTEGER);
    // Named twice, and only once under the signature; they must agree (RFC 5280, section 4.1.1.2).
    if (fields.next(SEQUENCE).whole.toHex() !== algorithm.whole.toHex())
      throw new MalformedError("two signature algorithms");
    this.issuer = fields.next(SEQUENCE).whole;
    const validity = fields.into(SEQUENCE);
    this.notBefore = timeOf(validity.next());
    this.notAfter = timeOf(validity.next());
    this.subject = fields.next(SEQUENCE).whole;
    fields.next(SEQUENCE);
    this.extensions = readExtensions(fields);
    this.#signed = signed.whole;
    this.#signature = signature.subarray(1);
    this.#scheme = schemes[new DERReader(algorithm.content).next(OBJECT_IDENTIFIER).content.toHex()];
  }

  get key(): TLSPublicKey {
    return X509.decodeSPKI(this.#bytes);
  }

  /** Whether the other certificate's key signed this one. */
  isSignedBy(issuer: Certificate): boolean {
    if (this.#scheme === undefined) return false;
    return isSigned([this.#signed.slice().buffer], this.#signature, this.#scheme, issuer.key);
  }
}

/** UTCTime or GeneralizedTime, both to the second and in UTC (RFC 5280, section 4.1.2.5). */
function timeOf({ tag, content }: { tag: number; content: Uint8Array }): number {
  const text = String.fromArrayBuffer(content.slice().buffer);
  const long = tag === 0x18 ? text : `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}`;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(long);
  if ((tag !== 0x17 && tag !== 0x18) || parts === null) throw new MalformedError("a date of unknown form");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
