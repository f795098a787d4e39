/** One value in DER: its tag, its content, and the whole with tag and length. */
export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** Bytes that are no certificate after X.690. */
export class MalformedError extends Error {
  override name = "MalformedError";
}

export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const SEQUENCE = 0x30;

/** Reads DER values one after the other; refuses what is cut off, of indefinite length, or longer in length bytes than it had to be. */
export class DERReader {
  #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.byteLength;
  }

  /** The next value's tag, or undefined at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#position];
  }

  /** The next value, which must have that tag where one is given. */
  next(tag?: number): Element {
    const start = this.#position;
    const found = this.#byte();
    if (tag !== undefined && found !== tag) throw new MalformedError("an unexpected tag");
    const length = this.#length();
    const end = this.#position + length;
    if (end > this.#bytes.byteLength) throw new MalformedError("cut off");
    const content = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return { tag: found, content, whole: this.#bytes.subarray(start, end) };
  }

  /** A reader of the next value's content. */
  into(tag: number): DERReader {
    return new DERReader(this.next(tag).content);
  }

  /** Says that nothing more may come. */
  end(): void {
    if (!this.atEnd) throw new MalformedError("bytes after the end");
  }

  #byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new MalformedError("cut off");
    this.#position += 1;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count < 1 || count > 3) throw new MalformedError("a length out of range");
    let length = 0;
    for (let i = 0; i < count; i++) length = (length << 8) | this.#byte();
    if (length < 0x80 || length < 1 << (8 * (count - 1))) throw new MalformedError("a length too long");
    return length;
  }
}

/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}
