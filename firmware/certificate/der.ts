/** Tags of ASN.1 in DER (X.690), as far as keys and certificates are looked into. */
export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;
export const SEQUENCE = 0x30;
export const SET = 0x31;

/** One value: its tag, its content, and the whole of it. The bytes are views, not copies. */
export interface DERValue {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** Bytes that are no DER, or not of the form that was looked for. */
export class DERError extends Error {
  override name = "DERError";
}

/**
 * Reads values one after the other. Refuses, with a DERError, what is cut off, of indefinite length, longer than 16 megabytes, or written
 * with more length bytes than it takes: two readers of such bytes might see two certificates.
 */
export class DERReader {
  #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.byteLength;
  }

  /** The next value's tag; undefined at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#position];
  }

  /** The next value, which must have that tag where one is given. */
  next(tag?: number): DERValue {
    const start = this.#position;
    const found = this.tag;
    if (found === undefined) throw new DERError("cut off");
    if (tag !== undefined && found !== tag) throw new DERError(`tag ${tag} expected, ${found} found`);
    this.#position += 1;
    const length = this.#length();
    const end = this.#position + length;
    if (end > this.#bytes.byteLength) throw new DERError("cut off");
    const content = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return { tag: found, content, whole: this.#bytes.subarray(start, end) };
  }

  /** A reader of the next value's content. */
  into(tag: number): DERReader {
    return new DERReader(this.next(tag).content);
  }

  /** The object identifier that comes next, its content in hex. */
  identifier(): string {
    return hexOf(this.next(OBJECT_IDENTIFIER).content);
  }

  /** Says that nothing more may come. */
  end(): void {
    if (!this.atEnd) throw new DERError("bytes after the end");
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count < 1 || count > 3) throw new DERError("a length out of range");
    let length = 0;
    for (let i = 0; i < count; i++) length = (length << 8) | this.#byte();
    if (length < 0x80 || length < 1 << (8 * (count - 1))) throw new DERError("a length written too long");
    return length;
  }

  #byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new DERError("cut off");
    this.#position += 1;
    return byte;
  }
}

export function sameBytes(a: Uint8Array, b: ArrayLike<number>): boolean {
  return a.byteLength === b.length && a.every((byte, i) => byte === b[i]);
}

/** Two digits a byte. Not `toHex`, which not every engine has. */
function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (256 + byte).toString(16).slice(1);
  return text;
}
