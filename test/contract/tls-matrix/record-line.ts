import type { Socket } from "node:net";
import type { RecordKey } from "./connection-keys.js";

/** Kinds of records (RFC 5246, section 6.2.1). */
export const changeCipherSpec = 20;
export const alert = 21;
export const handshake = 22;
export const applicationData = 23;

export interface Received {
  readonly type: number;
  readonly content: Buffer;
}

/** Records of TLS 1.2 over a socket, sealed when keys are set, and whatever else a case wants to put on the line. */
export class RecordLine {
  sending: RecordKey | undefined;
  receiving: RecordKey | undefined;
  /** What stands as version in the records from here on. */
  version = 0x0303;
  #socket: Socket;
  #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  /** A record, in pieces of so many bytes of content where that is said. */
  send(type: number, content: Buffer, piece = 16_384): void {
    const records: Buffer[] = [];
    for (let at = 0; at < Math.max(1, content.byteLength); at += piece)
      records.push(this.record(type, content.subarray(at, at + piece)));
    this.raw(Buffer.concat(records));
  }

  record(type: number, content: Buffer): Buffer {
    const body = this.sending?.seal(type, content) ?? content;
    const { version } = this;
    const head = [type, version >> 8, version & 0xff, body.byteLength >> 8, body.byteLength & 0xff];
    return Buffer.concat([Buffer.from(head), body]);
  }

  raw(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Everything so far, one byte in a TCP segment after the other. */
  async trickle(bytes: Buffer): Promise<void> {
    for (const byte of bytes)
      await new Promise<void>((resolve) => this.#socket.write(Buffer.from([byte]), () => resolve()));
  }

  /** The client's next record. @throws Error where it has closed. */
  async receive(): Promise<Received> {
    const head = await this.#take(5);
    const type = head.readUInt8(0);
    const body = await this.#take(head.readUInt16BE(3));
    return { type, content: this.receiving?.open(type, body) ?? body };
  }

  end(): void {
    this.#socket.end();
  }

  async #take(count: number): Promise<Buffer> {
    while (this.#held.byteLength < count) {
      const next = await this.#chunks.next();
      if (next.done === true) throw new Error("the client has closed");
      this.#held = Buffer.concat([this.#held, next.value]);
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }
}
