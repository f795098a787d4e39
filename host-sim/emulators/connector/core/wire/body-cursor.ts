import { isUtf8 } from "node:buffer";
import { MalformedPacket } from "./malformed-packet.js";

/**
 * Reads the fields of one packet body and refuses what MQTT 3.1.1 forbids in them.
 * Every method throws MalformedPacket instead of reading past the end.
 */
export class BodyCursor {
  readonly #body: Uint8Array;
  readonly #packet: string;
  #position = 0;

  /** @param packet name of the packet, for the reasons. */
  constructor(body: Uint8Array, packet: string) {
    this.#body = body;
    this.#packet = packet;
  }

  get atEnd(): boolean {
    return this.#position === this.#body.length;
  }

  /** One byte, 0-255. */
  byte(field: string): number {
    const value = this.#body[this.#position];
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
  binary(field: string): Uint8Array {
    const length = this.word(field);
    const end = this.#position + length;
    if (end > this.#body.length) throw this.#short(field);
    const bytes = this.#body.subarray(this.#position, end);
    this.#position = end;
    return bytes;
  }

  /** A string with its two-byte length: well-formed UTF-8 [MQTT-1.5.3-1] without U+0000 [MQTT-1.5.3-2]. */
  string(field: string): string {
    const bytes = this.binary(field);
    const text = textOf(bytes);
    // What is no UTF-8 becomes U+FFFD, which may also be in the string itself: only then it needs a look.
    if (text.includes("\ufffd") && !isUtf8(bytes)) {
      throw new MalformedPacket(`${field} of ${this.#packet} is not UTF-8`, "MQTT-1.5.3-1");
    }
    if (text.includes("\0")) {
      throw new MalformedPacket(`${field} of ${this.#packet} contains U+0000`, "MQTT-1.5.3-2");
    }
    return text;
  }

  /** All that follows, for the payload of a PUBLISH. */
  rest(): Uint8Array {
    const bytes = this.#body.subarray(this.#position);
    this.#position = this.#body.length;
    return bytes;
  }

  /** Nothing may follow the last field. */
  end(): void {
    if (this.atEnd) return;
    const extra = this.#body.length - this.#position;
    throw new MalformedPacket(`${this.#packet} has ${extra} bytes after its last field`, "MQTT-2.2.3");
  }

  #short(field: string): MalformedPacket {
    return new MalformedPacket(`${this.#packet} ends inside its ${field}`, "MQTT-2.2.3");
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
