import { HandshakeError } from "tls/message-reader";

/** Longest message, bytes: a chain of ten certificates, and a small part of a board's memory. */
const longestMessage = 16_384;
const headBytes = 4;

/**
 * Puts the server's handshake messages together, which may begin and end anywhere in its records (RFC 5246, section 6.2.1), and tells the length
 * of one that is too long before it has come.
 */
export class MessagePieces {
  #held = new Uint8Array(0);

  /** Whether a message has begun and not ended. */
  get isWaiting(): boolean {
    return this.#held.byteLength > 0;
  }

  /** Takes a record's content; returns the messages that are whole now, with their heads. */
  add(bytes: Uint8Array): Uint8Array[] {
    let rest = bytes;
    if (this.isWaiting) {
      rest = new Uint8Array(this.#held.byteLength + bytes.byteLength);
      rest.set(this.#held);
      rest.set(bytes, this.#held.byteLength);
    }
    const messages: Uint8Array[] = [];
    while (rest.byteLength >= headBytes) {
      const [, high = 0, middle = 0, low = 0] = rest;
      const length = headBytes + ((high << 16) | (middle << 8) | low);
      if (length > longestMessage) throw new HandshakeError(`a message of more than ${longestMessage} bytes`);
      if (length > rest.byteLength) break;
      messages.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    this.#held = rest.slice();
    return messages;
  }
}
