import { isPublicKey } from "./staged-settings.js";

const mark = 0x40;
const tilde = 0x7e;
/** `~` and four digits. */
const crcLength = 5;

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
 * Whether a line looks like a frame whose beginning was damaged, or like the end of one: a mark and a digit somewhere, a digit in first or
 * second place, which no verb has, or the CRC at the end. It is not echoed, because what it carries may be secret.
 */
export function isDebris(line: Uint8Array): boolean {
  if (isDigit(line[0]) || isDigit(line[1])) return true;
  return endsLikeFrame(line) || line.some((byte, at) => byte === mark && isDigit(line[at + 1]));
}

/** Whether a line ends with what stands for a CRC. */
export function endsLikeFrame(line: Uint8Array): boolean {
  const tail = line.subarray(-crcLength);
  return tail.length === crcLength && tail[0] === tilde && tail.subarray(1).every(isHexDigit);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x61 && byte <= 0x66);
}
