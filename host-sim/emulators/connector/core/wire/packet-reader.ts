import type { ClientPacket } from "./client-packet.js";
import { decode } from "./decode.js";
import { FrameReader } from "./frame-reader.js";

/** Bytes in, strictly checked MQTT 3.1.1 packets out. */
export class PacketReader {
  readonly #frames: FrameReader;

  /** @param options.limit largest remaining length accepted, in bytes. */
  constructor(options: { readonly limit: number }) {
    this.#frames = new FrameReader(options);
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
    return frame && decode(frame);
  }
}
