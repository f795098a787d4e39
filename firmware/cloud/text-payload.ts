/** UTF-16 units that are encoded at a time: at most three times as many bytes. */
const pieceLength = 1024;

/**
 * A payload that is encoded as the network takes it. A value may have a mebibyte (CN-SES-13); beside its text, which the device holds
 * anyway, there is never more than a piece of its bytes.
 */
export class TextPayload {
  /** In UTF-8. */
  readonly byteLength: number;
  #text: string;
  /** Where the text goes on after the piece. */
  #position = 0;
  #piece = new Uint8Array(0);
  /** Bytes handed out so far. */
  #taken = 0;

  constructor(text: string) {
    this.#text = text;
    let byteLength = 0;
    for (let at = 0; at < text.length; ) {
      const end = pieceEnd(text, at);
      byteLength += ArrayBuffer.fromString(text.slice(at, end)).byteLength;
      at = end;
    }
    this.byteLength = byteLength;
  }

  /** Bytes still to be handed out. */
  get left(): number {
    return this.byteLength - this.#taken;
  }

  /** The next bytes, as many as `room` at most; fewer where a piece ends. */
  take(room: number): Uint8Array {
    if (this.#piece.byteLength === 0 && this.#position < this.#text.length) {
      const end = pieceEnd(this.#text, this.#position);
      this.#piece = new Uint8Array(ArrayBuffer.fromString(this.#text.slice(this.#position, end)));
      this.#position = end;
    }
    const bytes = this.#piece.subarray(0, room);
    this.#piece = this.#piece.subarray(bytes.byteLength);
    this.#taken += bytes.byteLength;
    return bytes;
  }
}

/** A piece does not end between the two halves of a character: encoded apart, they would be two wrong ones. */
function pieceEnd(text: string, start: number): number {
  const end = start + pieceLength;
  if (end >= text.length) return text.length;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}
