import {
  BIT_STRING,
  DERError,
  DERReader,
  GENERALIZED_TIME,
  INTEGER,
  SEQUENCE,
  sameBytes,
  UTC_TIME,
} from "./der.js";
import { type Extensions, readExtensions } from "./extensions.js";

/** `[0] version`, which certificates of version 1 leave out. */
const explicitVersion = 0xa0;

/**
 * A certificate as far as keys, names, dates and paths need it (RFC 5280, section 4.1). Says nothing about whether it is to be trusted:
 * that is the business of `path.ts`.
 */
export class Certificate {
  /** The whole of it, DER. */
  readonly bytes: Uint8Array;
  /** Names, DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since 1970, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly keyInfo: Uint8Array;
  readonly extensions: Extensions;
  /** What its issuer signed, how (object identifier, content in hex), and the signature. */
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;

  /** Throws a DERError where the bytes are no certificate. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const outer = new DERReader(bytes);
    const parts = outer.into(SEQUENCE);
    outer.end();
    const signed = parts.next(SEQUENCE);
    const algorithm = parts.next(SEQUENCE);
    const signature = parts.next(BIT_STRING).content;
    parts.end();
    if (signature[0] !== 0) throw new DERError("a signature of odd bits");
    const fields = new DERReader(signed.content);
    if (fields.tag === explicitVersion) fields.next();
    fields.next(INTEGER); // the serial number
    // Named twice, and only once under the signature; they must agree (RFC 5280, section 4.1.1.2).
    if (!sameBytes(fields.next(SEQUENCE).whole, algorithm.whole))
      throw new DERError("two signature algorithms");
    this.issuer = fields.next(SEQUENCE).whole;
    const validity = fields.into(SEQUENCE);
    this.notBefore = timeOf(validity.next());
    this.notAfter = timeOf(validity.next());
    this.subject = fields.next(SEQUENCE).whole;
    this.keyInfo = fields.next(SEQUENCE).whole;
    this.extensions = readExtensions(fields);
    this.signed = signed.whole;
    this.algorithm = new DERReader(algorithm.content).identifier();
    this.signature = signature.subarray(1);
  }
}

/** UTCTime or GeneralizedTime, both to the second and in UTC (RFC 5280, section 4.1.2.5). */
function timeOf({ tag, content }: { tag: number; content: Uint8Array }): number {
  const text = String.fromCharCode(...content);
  const long = tag === GENERALIZED_TIME ? text : `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}`;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(long);
  if ((tag !== UTC_TIME && tag !== GENERALIZED_TIME) || parts === null)
    throw new DERError("a date of unknown form");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
