/**
 * UTF-8 both ways, in the language itself: the console's wire format is read and written by the device, by Node and by browsers, and no
 * call for it exists on all three.
 */

/** The bytes of a text; a lone surrogate becomes U+FFFD, as everywhere else. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), continuation(code));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), continuation(code >> 6), continuation(code));
    else
      bytes.push(0xf0 | (code >> 18), continuation(code >> 12), continuation(code >> 6), continuation(code));
  }
  return Uint8Array.from(bytes);
}

/** The text of UTF-8 bytes; undefined where they are none (RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF). */
export function utf8Text(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let at = 0; at < bytes.byteLength; ) {
    const first = bytes[at] ?? 0;
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.byteLength) return undefined;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    for (let i = 1; i < length; i++) {
      const next = bytes[at + i] ?? 0;
      if ((next & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    if (code < (least[length] ?? 0) || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return undefined;
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

/** The lowest code point that may take so many bytes. */
const least = Object.freeze([0, 0, 0x80, 0x800, 0x10000]);

function continuation(code: number): number {
  return 0x80 | (code & 0x3f);
}
