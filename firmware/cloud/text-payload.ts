/** UTF-16 units that are encoded at a time: at most three times as many bytes, six times where they are escaped. */
const pieceLength = 1024;

/** Text as it is, or to be escaped as it must be between the quotation marks of a JSON string. */
export type TextPart = string | { readonly json: string };

/** What a message says, in one text or in parts that follow each other. */
export type Text = string | readonly TextPart[];

/**
 * A payload that is encoded as the network takes it. A value may have a mebibyte (CN-SES-13); beside its text, which the device holds
 * anyway, there is never more than a piece of its bytes, in JSON neither.
 */
export class TextPayload {
  /** In UTF-8. */
  readonly byteLength: number;
  #parts: readonly TextPart[];
  /** Where the text goes on after the piece: in which part, at which unit. */
  #part = 0;
  #position = 0;
  #piece = new Uint8Array(0);
  /** Bytes handed out so far. */
  #taken = 0;

  constructor(text: Text) {
    this.#parts = typeof text === "string" ? [text] : text;
    let byteLength = 0;
    for (const part of this.#parts) {
      for (let at = 0; at < lengthOf(part); ) {
        const end = pieceEnd(part, at);
        byteLength += encoded(part, at, end).byteLength;
        at = end;
      }
    }
    this.byteLength = byteLength;
  }

  /** Bytes still to be handed out. */
  get left(): number {
    return this.byteLength - this.#taken;
  }

  /** The next bytes, as many as `room` at most; fewer where a piece ends. */
  take(room: number): Uint8Array {
    if (this.#piece.byteLength === 0) this.#encodeNext();
    const bytes = this.#piece.subarray(0, room);
    this.#piece = this.#piece.subarray(bytes.byteLength);
    this.#taken += bytes.byteLength;
    return bytes;
  }

  #encodeNext(): void {
    for (let part = this.#parts[this.#part]; part !== undefined; part = this.#parts[this.#part]) {
      if (this.#position < lengthOf(part)) {
        const end = pieceEnd(part, this.#position);
        this.#piece = new Uint8Array(encoded(part, this.#position, end));
        this.#position = end;
        return;
      }
      this.#part += 1;
      this.#position = 0;
    }
  }
}

function textIn(part: TextPart): string {
  return typeof part === "string" ? part : part.json;
}

function lengthOf(part: TextPart): number {
  return textIn(part).length;
}

function encoded(part: TextPart, start: number, end: number): ArrayBuffer {
  const text = textIn(part).slice(start, end);
  return ArrayBuffer.fromString(typeof part === "string" ? text : JSON.stringify(text).slice(1, -1));
}

/** A piece does not end between the two halves of a character: encoded apart, they would be two wrong ones. */
function pieceEnd(part: TextPart, start: number): number {
  const text = textIn(part);
  const end = start + pieceLength;
  if (end >= text.length) return text.length;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}
