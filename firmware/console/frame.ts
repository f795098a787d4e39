import { utf8Bytes, utf8Text } from "./utf8.js";

/**
 * Machine frames: how programs talk to a device over the serial line that people and log lines use as well.
 *
 *     @7 5 hello~7ba2\n          id 7, 5 bytes of payload, CRC-16/CCITT-FALSE over `@7 5 hello`
 *
 * Used by both sides: the firmware, the desk tools, the field page. Nothing here knows of a port.
 */
export interface Frame {
  /** 1 to 65,000, the request's; 0 in what nobody asked for: events, and the answer to a frame that was damaged. */
  readonly id: number;
  /** A verb with its arguments, or an answer. Never has a line end. */
  readonly payload: string;
}

/** Bytes of a line to the device with its line end: the ESP32 has 128 bytes of hardware buffer and nothing behind them. */
export const longestToDevice = 120;
/** Bytes of a line from the device with its line end. */
export const longestFromDevice = 512;
export const mostId = 65_000;
/** Raw bytes in one `data` request: the longest line then has 114 bytes. */
export const chunkBytes = 64;

/** The byte with which a frame begins. */
export const frameMark = 0x40;
const space = 0x20;
const tilde = 0x7e;
/** `~` and four digits. */
const tailBytes = 5;

/** The frame as a line, `\n` included. @throws RangeError where it has more than `longest` bytes, or an id or a payload that no frame has */
export function encodeFrame({ id, payload }: Frame, longest: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(id) || id < 0 || id > mostId)
    throw new RangeError(`frame: id ${id} is not 0 to ${mostId}`);
  if (payload.includes("\n") || payload.includes("\r")) throw new RangeError("frame: a payload is one line");
  const content = utf8Bytes(payload);
  const head = utf8Bytes(`@${id} ${content.byteLength} `);
  const checked = head.byteLength + content.byteLength;
  const line = new Uint8Array(checked + tailBytes + 1);
  if (line.byteLength > longest)
    throw new RangeError(`frame: ${line.byteLength} bytes, and a line has at most ${longest}`);
  line.set(head);
  line.set(content, head.byteLength);
  line.set(utf8Bytes(`~${hex(crc16(line, 0, checked))}\n`), checked);
  return line;
}

/**
 * The frame at the end of a line, which comes without its line end; undefined where there is none that is whole.
 *
 * What stands before the frame does no harm, such as a log line that was not finished: every `@` is tried, the last first, because an
 * earlier one is likelier to be part of that text. A payload may hold one too (a password, an address); length and CRC tell.
 */
export function decodeFrame(line: Uint8Array): Frame | undefined {
  for (
    let start = line.lastIndexOf(frameMark);
    start >= 0;
    start = start > 0 ? line.lastIndexOf(frameMark, start - 1) : -1
  ) {
    const frame = frameAt(line, start);
    if (frame !== undefined) return frame;
  }
  return undefined;
}

/** CRC-16/CCITT-FALSE: polynomial 0x1021, first value 0xFFFF, nothing reflected. */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0xffff;
  for (let at = start; at < end; at++) {
    crc ^= (bytes[at] ?? 0) << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc;
}

function frameAt(line: Uint8Array, start: number): Frame | undefined {
  const id = numberAt(line, start + 1);
  const length = id && numberAt(line, id.end);
  if (id === undefined || length === undefined || id.value > mostId) return undefined;
  const end = length.end + length.value;
  // The length before the CRC: with it, a line full of marks costs one look each.
  if (end + tailBytes !== line.byteLength || line[end] !== tilde) return undefined;
  if (utf8Text(line.subarray(end + 1)) !== hex(crc16(line, start, end))) return undefined;
  const payload = utf8Text(line.subarray(length.end, end));
  return payload === undefined ? undefined : { id: id.value, payload };
}

/** A decimal number without leading zeros and the space behind it. */
function numberAt(line: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start; at < start + 6; at++) {
    const digit = (line[at] ?? 0) - 0x30;
    if (line[at] === space && at > start) return { value, end: at + 1 };
    if (digit < 0 || digit > 9 || (at > start && value === 0)) return undefined;
    value = 10 * value + digit;
  }
  return undefined;
}

/** Four digits, lower case. */
function hex(value: number): string {
  return value.toString(16).padStart(4, "0");
}
