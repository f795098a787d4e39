/**
 * The framing of the serial line, SLIP (RFC 1055): `C0 … C0`, with `DB DC` for a C0 and `DB DD` for a DB inside.
 */
const frameEnd = 0xc0;
const escapeByte = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

/** Longest frame that is kept: the largest block of a client is 16 KB and a header. */
const longestFrame = 0x8000;

/** Cuts a stream of bytes into frames. What stands outside of frames, and frames that are too long or damaged, are dropped. */
export class SlipReader {
  readonly #onFrame: (frame: Uint8Array) => void;
  #bytes: number[] | undefined;
  #escaped = false;

  constructor(options: { onFrame: (frame: Uint8Array) => void }) {
    this.#onFrame = options.onFrame;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  /** Forgets a frame that has only begun. */
  reset(): void {
    this.#bytes = undefined;
    this.#escaped = false;
  }

  #take(byte: number): void {
    if (byte === frameEnd) return this.#end();
    if (this.#bytes === undefined) return;
    if (this.#escaped) {
      this.#escaped = false;
      if (byte === escapedEnd) this.#bytes.push(frameEnd);
      else if (byte === escapedEscape) this.#bytes.push(escapeByte);
      else this.#bytes = undefined;
    } else if (byte === escapeByte) this.#escaped = true;
    else this.#bytes.push(byte);
    if ((this.#bytes?.length ?? 0) > longestFrame) this.reset();
  }

  /** A C0 both ends a frame and begins the next, so that a frame after a lost end is not lost too. */
  #end(): void {
    const bytes = this.#bytes;
    this.#bytes = [];
    this.#escaped = false;
    if (bytes !== undefined && bytes.length > 0) this.#onFrame(Uint8Array.from(bytes));
  }
}

/** One frame as it goes over the line. */
export function slipEncode(content: Uint8Array): Uint8Array {
  const bytes: number[] = [frameEnd];
  for (const byte of content) {
    if (byte === frameEnd) bytes.push(escapeByte, escapedEnd);
    else if (byte === escapeByte) bytes.push(escapeByte, escapedEscape);
    else bytes.push(byte);
  }
  bytes.push(frameEnd);
  return Uint8Array.from(bytes);
}
