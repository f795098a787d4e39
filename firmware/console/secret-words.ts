import { isPublicKey } from "./staged-settings.js";

const zero = 0x30;
const nine = 0x39;
const mark = 0x40;

/**
 * Where the secret part of a typed line begins, in bytes: the value of a setting that is not known to be public, so that a mistyped key
 * hides its value too, and the code of an activation. Looked for anywhere in the line: something may stand before it.
 */
export function secretFrom(line: Uint8Array): number | undefined {
  // Bytes as characters: positions stay positions, and the words looked for are ASCII.
  let text = "";
  for (const byte of line) text += String.fromCharCode(byte);
  const found = /(?:^|[^a-z])(set +(\S+) |activate )/.exec(text);
  if (found === null) return undefined;
  const [whole, , key] = found;
  if (key !== undefined && isPublicKey(key)) return undefined;
  return found.index + whole.length;
}

/**
 * Whether a line looks like a frame whose beginning was damaged: a mark and a digit somewhere, or a digit in second place, which no verb has.
 * It is not echoed, because what it carries may be secret.
 */
export function isDebris(line: Uint8Array): boolean {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= nine;
  if (isDigit(line[1])) return true;
  return line.some((byte, at) => byte === mark && isDigit(line[at + 1]));
}
