import { type Packet, type Parser, parser } from "mqtt-packet";
import type { ClientPacketName } from "./fixed-header.js";
import { FrameReader } from "./frame-reader.js";
import { MalformedPacket } from "./malformed-packet.js";
import { checkStrictly } from "./strictness.js";

/** A decoded packet of a type that clients send. */
export type ClientPacket = Extract<Packet, { cmd: ClientPacketName }>;

/**
 * Bytes in, strictly checked MQTT 3.1.1 packets out. The codec sees only whole frames that passed our own checks,
 * so it never buffers on a stranger's behalf.
 */
export class PacketReader {
  readonly #frames: FrameReader;
  readonly #parser: Parser = parser({ protocolVersion: 4 });
  #decoded: Packet | undefined;
  #failure: string | undefined;

  /** @param options.limit largest remaining length accepted, in bytes. */
  constructor(options: { readonly limit: number }) {
    this.#frames = new FrameReader(options);
    this.#parser.on("packet", (packet) => {
      this.#decoded = packet;
    });
    this.#parser.on("error", (error: unknown) => {
      this.#failure = error instanceof Error ? error.message : String(error);
    });
  }

  set limit(bytes: number) {
    this.#frames.limit = bytes;
  }

  append(bytes: Uint8Array): void {
    this.#frames.append(bytes);
  }

  /**
   * The next packet, or undefined until more bytes arrive.
   * @throws MalformedPacket; the reader is of no use afterwards.
   */
  next(): ClientPacket | undefined {
    const frame = this.#frames.next();
    if (frame === undefined) return undefined;
    checkStrictly(frame);
    const packet = this.#decode(frame.bytes);
    if (packet?.cmd !== frame.rule.name) {
      throw new MalformedPacket(this.#failure ?? "undecodable packet", "MQTT-4.8.0-1");
    }
    return packet;
  }

  #decode(bytes: Uint8Array): Packet | undefined {
    this.#decoded = undefined;
    this.#parser.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    return this.#failure === undefined ? this.#decoded : undefined;
  }
}
