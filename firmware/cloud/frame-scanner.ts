/** A PUBLISH without payload, taken out of the stream. */
export interface EmptyMessage {
  readonly topic: string;
  readonly QoS: number;
  /** Its packet identifier where QoS is 1 or 2. */
  readonly id: number | undefined;
  /** Its place in the stream: how many messages with a payload came before it. */
  readonly after: number;
}

/** What the scanner sees and the MQTT client does not show. */
export interface ScannerCallbacks {
  /** A CONNACK passed; 0 is "accepted" [MQTT-3.2.2-4 and table 3.1]. */
  onConnack(returnCode: number): void;
  onEmptyMessage(message: EmptyMessage): void;
}

/** Topics of empty messages longer than this are cut: nothing the device knows has such a name, and memory is bounded. */
const longestTopic = 256;
/** Fixed header (1), remaining length (4), topic length (2). */
const longestHead = 7;

const CONNACK = 2;
const PUBLISH = 3;

/**
 * Follows MQTT 3.1.1 frames through a stream of bytes in any pieces and gives the stream back without its PUBLISH packets of empty payload.
 *
 *     30 05 00 03 61 2f 62        PUBLISH "a/b", payload empty: taken out
 *     20 02 00 05                 CONNACK, return code 5: noted, passed on
 *
 * Only the head of a PUBLISH is ever held back, 7 bytes at most. Nonsense (a length of five bytes, a topic longer than its packet)
 * is passed on untouched for the client to refuse.
 */
export class FrameScanner {
  #callbacks: ScannerCallbacks;
  /** Bytes of the present packet's head that are held back. */
  #head = new Uint8Array(longestHead);
  #held = 0;
  /** Bytes of the present packet still to come after the head; -1 while the head is incomplete. */
  #left = -1;
  /** Collects an empty message; undefined while packets pass. */
  #empty: { topicLength: number; bytes: number[]; QoS: number } | undefined;
  #operation = 0;
  /** Messages with a payload so far. */
  #messages = 0;

  constructor(callbacks: ScannerCallbacks) {
    this.#callbacks = callbacks;
  }

  /** The bytes that the client shall see. */
  scan(input: Uint8Array): Uint8Array<ArrayBuffer> {
    const output = new Uint8Array(input.byteLength + this.#held);
    let written = 0;
    for (let i = 0; i < input.byteLength; ) {
      if (this.#left < 0) {
        this.#head[this.#held++] = input[i++] ?? 0;
        if (!this.#headComplete()) continue;
        if (this.#empty === undefined) {
          output.set(this.#head.subarray(0, this.#held), written);
          written += this.#held;
        }
        this.#held = 0;
        if (this.#left === 0) this.#packetDone();
        continue;
      }
      const count = Math.min(this.#left, input.byteLength - i);
      const bytes = input.subarray(i, i + count);
      if (this.#empty === undefined) {
        output.set(bytes, written);
        written += count;
        if (this.#operation === CONNACK && this.#left === count) this.#connack(bytes);
      } else {
        this.#collect(bytes);
      }
      i += count;
      this.#left -= count;
      if (this.#left === 0) this.#packetDone();
    }
    return written === output.byteLength ? output : output.slice(0, written);
  }

  /** Looks at the head so far; sets `#left` and, for an empty message, `#empty` when it says enough. */
  #headComplete(): boolean {
    const head = this.#head;
    let remaining = 0;
    for (let i = 1; ; i++) {
      if (i >= this.#held) return false;
      const byte = head[i] ?? 0;
      remaining += (byte & 0x7f) << (7 * (i - 1));
      if ((byte & 0x80) !== 0) {
        if (i < 4) continue;
        // A fifth length byte: not MQTT, so everything from here on is the client's to refuse.
        this.#left = Infinity;
        return true;
      }
      this.#operation = (head[0] ?? 0) >> 4;
      if (this.#operation !== PUBLISH || remaining < 2) {
        this.#left = remaining;
        return true;
      }
      if (this.#held < i + 3) return false;
      const topicLength = ((head[i + 1] ?? 0) << 8) | (head[i + 2] ?? 0);
      const QoS = ((head[0] ?? 0) >> 1) & 3;
      this.#left = remaining - 2;
      if (this.#left === topicLength + (QoS > 0 ? 2 : 0)) this.#empty = { topicLength, bytes: [], QoS };
      else this.#messages += 1;
      return true;
    }
  }

  #collect(bytes: Uint8Array): void {
    const empty = this.#empty;
    if (empty === undefined) return;
    const idStart = this.#left - 2;
    for (let i = 0; i < bytes.byteLength; i++) {
      // The last two bytes are the packet identifier where there is one; they are kept whatever the topic's length.
      if (empty.bytes.length < longestTopic || (empty.QoS > 0 && i >= idStart))
        empty.bytes.push(bytes[i] ?? 0);
    }
  }

  #connack(bytes: Uint8Array): void {
    this.#callbacks.onConnack(bytes[bytes.byteLength - 1] ?? 0);
  }

  #packetDone(): void {
    this.#left = -1;
    const empty = this.#empty;
    this.#empty = undefined;
    if (empty === undefined) return;
    const { bytes, QoS } = empty;
    const id = QoS > 0 ? ((bytes[bytes.length - 2] ?? 0) << 8) | (bytes[bytes.length - 1] ?? 0) : undefined;
    const name = bytes.slice(0, Math.min(empty.topicLength, longestTopic));
    const topic = textOf(Uint8Array.from(name).buffer);
    this.#callbacks.onEmptyMessage({ topic, QoS, id, after: this.#messages });
  }
}

/** Text of UTF-8 bytes; "" where they are none, which no resource is called. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return String.fromArrayBuffer(bytes);
  } catch {
    return "";
  }
}
