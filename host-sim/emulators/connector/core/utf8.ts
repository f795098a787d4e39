import { Buffer, isUtf8 } from "node:buffer";

/** The same bytes as a Buffer, whose texts are read in place; what a socket received is one already. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The text from byte `start` to before byte `end`; undefined where that is not well-formed UTF-8. */
export function utf8Text(bytes: Buffer, start = 0, end = bytes.length): string | undefined {
  const text = bytes.toString("utf8", start, end);
  // What is no UTF-8 becomes U+FFFD, which may also be in the text itself: only then it needs a look.
  return text.includes("\ufffd") && !isUtf8(bytes.subarray(start, end)) ? undefined : text;
}
