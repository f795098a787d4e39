import { utf8Text } from "../utf8.js";
import type { Frame } from "./frame-reader.js";
import { MalformedPacket } from "./malformed-packet.js";

/**
 * Reads the fields of one packet body where it was received and refuses what MQTT 3.1.1 forbids in them.
 * Every method throws MalformedPacket instead of reading past the end, behind which the next packet may stand.
 */
export class BodyCursor {
  readonly #bytes: Buffer;
  readonly #end: number;
  readonly #packet: string;
  #position: number;

  /** Stands at the beginning of the body; the packet's name is for the reasons. */
  constructor({ bytes, start, end, rule }: Frame) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
    this.#packet = rule.name;
  }

  get atEnd(): boolean {
    return this.#position === this.#end;
  }

  /** One byte, 0-255. */
  byte(field: string): number {
    const value = this.#position < this.#end ? this.#bytes[this.#position] : undefined;
    if (value === undefined) throw this.#short(field);
    this.#position += 1;
    return value;
  }

  /** Two bytes, most significant first: 0-65535. */
  word(field: string): number {
    return this.byte(field) * 256 + this.byte(field);
  }

  /** A packet identifier, which is never 0 [MQTT-2.3.1-1]. */
  packetId(): number {
    const id = this.word("packet identifier");
    if (id === 0) throw new MalformedPacket(`${this.#packet} with packet identifier 0`, "MQTT-2.3.1-1");
    return id;
  }

  /** Binary data with its two-byte length. */
  binary(field: string): Buffer {
    const start = this.#skip(field);
    return this.#bytes.subarray(start, this.#position);
  }

  /** A string with its two-byte length: well-formed UTF-8 [MQTT-1.5.3-1] without U+0000 [MQTT-1.5.3-2]. */
  string(field: string): string {
    const start = this.#skip(field);
    const text = utf8Text(this.#bytes, start, this.#position);
    if (text === undefined) {
      throw new MalformedPacket(`${field} of ${this.#packet} is not UTF-8`, "MQTT-1.5.3-1");
    }
    if (text.includes("\0")) {
      throw new MalformedPacket(`${field} of ${this.#packet} contains U+0000`, "MQTT-1.5.3-2");
    }
    return text;
  }

  /** All that follows, for the payload of a PUBLISH. */
  rest(): Buffer {
    const start = this.#position;
    this.#position = this.#end;
    return this.#bytes.subarray(start, this.#end);
  }

  /** Nothing may follow the last field. */
  end(): void {
    if (this.atEnd) return;
    const extra = this.#end - this.#position;
    throw new MalformedPacket(`${this.#packet} has ${extra} bytes after its last field`, "MQTT-2.2.3");
  }

  /** Goes behind the bytes of a field with a two-byte length. @returns where they start. */
  #skip(field: string): number {
    const length = this.word(field);
    const start = this.#position;
    if (start + length > this.#end) throw this.#short(field);
    this.#position = start + length;
    return start;
  }

  #short(field: string): MalformedPacket {
    return new MalformedPacket(`${this.#packet} ends inside its ${field}`, "MQTT-2.2.3");
  }
}
