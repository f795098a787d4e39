import { createHash } from "node:crypto";

/**
 * Reading flash through the stub: blocks of the client's size, sent on when it has confirmed enough of those before, and at the end
 * the MD5 of all of it.
 */
export class FlashDownload {
  readonly #contents: Uint8Array;
  readonly #blockSize: number;
  readonly #window: number;
  readonly #send: (frame: Uint8Array) => void;
  #sent = 0;

  constructor(options: {
    contents: Uint8Array;
    blockSize: number;
    /** Bytes that may be on their way unconfirmed; one block may be at any time. */
    window: number;
    send: (frame: Uint8Array) => void;
  }) {
    this.#contents = options.contents;
    this.#blockSize = Math.max(1, options.blockSize);
    this.#window = options.window;
    this.#send = options.send;
  }

  /** The client says how many bytes it has; returns whether that was all and the digest is sent. */
  confirm(confirmed: number): boolean {
    const { length } = this.#contents;
    if (confirmed >= length) {
      this.#send(createHash("md5").update(this.#contents).digest());
      return true;
    }
    while (this.#sent < length && (this.#sent === confirmed || this.#sent - confirmed < this.#window)) {
      const next = Math.min(this.#sent + this.#blockSize, length);
      this.#send(this.#contents.subarray(this.#sent, next));
      this.#sent = next;
    }
    return false;
  }
}
