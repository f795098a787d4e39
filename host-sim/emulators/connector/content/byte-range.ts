/** What of a file is asked for; both ends included, as HTTP counts them. */
export type ByteRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly first: number; readonly last: number }
  | { readonly kind: "unsatisfiable" };

const WHOLE: ByteRange = Object.freeze({ kind: "whole" });
const UNSATISFIABLE: ByteRange = Object.freeze({ kind: "unsatisfiable" });

/**
 * Reads a Range header (RFC 9110, 14.2): `bytes=500-`, `bytes=0-499`, `bytes=-500`. What is none of these, such as
 * several ranges at once, is answered with the whole file, as the RFC allows.
 * @param length of the file, in bytes.
 */
export function parseByteRange(header: string | undefined, length: number): ByteRange {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return WHOLE;
  if (first === "") {
    const suffix = Number(last);
    if (suffix === 0 || length === 0) return UNSATISFIABLE;
    return { kind: "part", first: Math.max(0, length - suffix), last: length - 1 };
  }
  if (last !== "" && Number(last) < Number(first)) return WHOLE;
  if (Number(first) >= length) return UNSATISFIABLE;
  const end = last === "" ? length - 1 : Math.min(Number(last), length - 1);
  return { kind: "part", first: Number(first), last: end };
}
