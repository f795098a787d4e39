/** Tags of ASN.1 in DER (X.690), as far as keys and certificates are looked into. */
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
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

/** The values that stand one after the other in `bytes`. Throws a DERError where one is cut off or longer than 65,535 bytes. */
export function valuesIn(bytes: Uint8Array): DERValue[] {
  const values: DERValue[] = [];
  for (let start = 0; start < bytes.byteLength; ) {
    const { head, length } = headOf(bytes, start);
    const end = start + head + length;
    if (end > bytes.byteLength) throw new DERError("cut off");
    values.push({
      tag: bytes[start] ?? 0,
      content: bytes.subarray(start + head, end),
      whole: bytes.subarray(start, end),
    });
    start = end;
  }
  return values;
}

/** The content of a value that must be there and have that tag. */
export function contentOf(value: DERValue | undefined, tag: number): Uint8Array {
  if (value?.tag !== tag) throw new DERError(`tag ${tag} expected, ${value?.tag ?? "nothing"} found`);
  return value.content;
}

/** The values inside a value that must be there and have that tag. */
export function inside(value: DERValue | undefined, tag: number): DERValue[] {
  return valuesIn(contentOf(value, tag));
}

export function sameBytes(a: Uint8Array, b: ArrayLike<number>): boolean {
  return a.byteLength === b.length && a.every((byte, i) => byte === b[i]);
}

/** Bytes of tag and length together, and the length that they tell. */
function headOf(bytes: Uint8Array, start: number): { head: number; length: number } {
  const [first = -1, high = -1, low = -1] = bytes.subarray(start + 1, start + 4);
  if (first >= 0 && first < 0x80) return { head: 2, length: first };
  if (first === 0x81 && high >= 0) return { head: 3, length: high };
  if (first === 0x82 && low >= 0) return { head: 4, length: high * 256 + low };
  throw new DERError("a length that is cut off or out of range");
}
