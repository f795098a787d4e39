/** What a server has said that it must not; the message completes "handshake: …". */
export class HandshakeError extends Error {
  override name = "HandshakeError";

  constructor(problem: string) {
    super(`handshake: ${problem}`);
  }
}

/** Reads a handshake message field by field (RFC 5246, section 4) and refuses one that is shorter or longer than its fields say. */
export class MessageReader {
  #name: string;
  #bytes: Uint8Array;
  #position = 0;

  constructor(name: string, bytes: Uint8Array) {
    this.#name = name;
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.byteLength;
  }

  /** A number of so many bytes. */
  number(size: number): number {
    return this.take(size).reduce((number, byte) => number * 256 + byte, 0);
  }

  take(count: number): Uint8Array {
    const end = this.#position + count;
    if (end > this.#bytes.byteLength) throw new HandshakeError(`${this.#name} is cut off`);
    const bytes = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return bytes;
  }

  /** A vector, with its length in so many bytes before it. */
  vector(lengthBytes: number): MessageReader {
    return new MessageReader(this.#name, this.take(this.number(lengthBytes)));
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.byteLength - this.#position);
  }

  /** Says that nothing more may come. */
  end(): void {
    if (!this.atEnd) throw new HandshakeError(`${this.#name} is too long`);
  }
}
