const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as base64 (RFC 4648, section 4), for flash, which keeps texts. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.byteLength; i += 3) {
    const left = bytes.byteLength - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += digits.charAt(group >> 18) + digits.charAt((group >> 12) & 63);
    text += left > 1 ? digits.charAt((group >> 6) & 63) : "=";
    text += left > 2 ? digits.charAt(group & 63) : "=";
  }
  return text;
}

/** The bytes of a text that `toBase64` made; undefined for any other. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let group = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = i < text.length - padding ? digits.indexOf(text.charAt(i)) : 0;
    if (digit < 0) return undefined;
    group = (group << 6) | digit;
    if (i % 4 !== 3) continue;
    const at = (i >> 2) * 3;
    // What lies behind the end, in the last group, is not taken by the array.
    for (let k = 0; k < 3 && at + k < bytes.byteLength; k++) bytes[at + k] = (group >> (16 - 8 * k)) & 255;
    group = 0;
  }
  return bytes;
}
