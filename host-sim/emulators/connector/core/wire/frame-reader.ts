import { Buffer } from "node:buffer";
import { asBuffer } from "../utf8.js";
import { type FixedHeaderRule, fixedHeaderRule } from "./fixed-header.js";
import { MalformedPacket, OversizedPacket } from "./malformed-packet.js";

/** One whole MQTT packet as it came from the wire. */
export interface Frame {
  readonly rule: FixedHeaderRule;
  /** DUP, QoS and retain of a PUBLISH; the reserved bits of all others. */
  readonly flags: number;
  /** What was received, with variable header and payload from `start` to before `end`; holds until the next `append`. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A remaining length takes at most four bytes [MQTT-2.2.3]. */
const MAX_LENGTH_BYTES = 4;
const NOTHING = Buffer.alloc(0);

/**
 * Cuts a byte stream into MQTT packets, whatever its chunking.
 *
 * Refuses a packet as soon as its fixed header shows it to be wrong or longer than `limit`, before any of the
 * body is kept. Holds at most one partial packet; the buffer grows with the bytes that really arrived, never with
 * the length that was merely announced.
 */
export class FrameReader {
  /** Largest remaining length accepted, in bytes; raised by the session after login. */
  limit: number;
  #buffer: Buffer = NOTHING;
  #start = 0;
  #end = 0;

  constructor(options: { readonly limit: number }) {
    this.limit = options.limit;
  }

  /** Bytes of an incomplete packet being held. */
  get heldBytes(): number {
    return this.#end - this.#start;
  }

  /** Takes the next bytes of the stream. The reader may keep a reference to `bytes` until the packet is whole. */
  append(bytes: Uint8Array): void {
    const held = this.heldBytes;
    if (held === 0) {
      this.#buffer = asBuffer(bytes);
      this.#start = 0;
      this.#end = bytes.length;
      return;
    }
    // A chunk of the caller's is always full, so this never writes into one.
    if (this.#end + bytes.length > this.#buffer.length) {
      // Doubling keeps a packet that arrives byte by byte linear in time and under twice its size in memory.
      const grown = Buffer.alloc(Math.max(held + bytes.length, held * 2));
      grown.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = grown;
      this.#start = 0;
      this.#end = held;
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /**
   * The next whole packet, or undefined until more bytes are appended.
   * @throws MalformedPacket, OversizedPacket
   */
  next(): Frame | undefined {
    const first = this.#buffer[this.#start];
    if (this.heldBytes === 0 || first === undefined) return undefined;
    const rule = fixedHeaderRule(first);
    const length = this.#remainingLength(rule);
    if (length === undefined) return undefined;
    const start = this.#start + 1 + length.sizeBytes;
    const end = start + length.value;
    if (end > this.#end) return undefined;
    const frame: Frame = { rule, flags: first & 0x0f, bytes: this.#buffer, start, end };
    this.#start = end;
    // A connection that is idle holds nothing.
    if (end === this.#end) this.#release();
    return frame;
  }

  #release(): void {
    this.#buffer = NOTHING;
    this.#start = 0;
    this.#end = 0;
  }

  #remainingLength(rule: FixedHeaderRule): { value: number; sizeBytes: number } | undefined {
    let value = 0;
    for (let index = 0; index < MAX_LENGTH_BYTES; index++) {
      const position = this.#start + 1 + index;
      const byte = position < this.#end ? this.#buffer[position] : undefined;
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 128 ** index;
      if (byte >= 0x80) continue;
      if (rule.length !== undefined && value !== rule.length) {
        throw new MalformedPacket(
          `${rule.name} with remaining length ${value}, not ${rule.length}`,
          "MQTT-2.2.3",
        );
      }
      if (value > this.limit) {
        throw new OversizedPacket(
          `${rule.name} announces ${value} bytes, the limit is ${this.limit}`,
          "MQTT-2.2.3",
        );
      }
      return { value, sizeBytes: index + 1 };
    }
    throw new MalformedPacket("remaining length takes more than four bytes", "MQTT-2.2.3");
  }
}
