const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A board has 128 bytes of hardware buffer and nothing behind: what is pasted is given to it a line at a time. */
const atOnce = 64;

/**
 * Passes on what is typed at once, and what is pasted at a speed that a board can follow. It may stop listening for a tenth of a
 * second at any time, while it works; it certainly does behind a line end.
 */
export class PacedTyping {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: {
    write: (bytes: Uint8Array) => Promise<void>;
    wait: (milliseconds: number) => Promise<void>;
  }) {
    this.#write = options.write;
    this.#wait = options.wait;
  }

  type(bytes: Uint8Array): void {
    const pieces = piecesOf(bytes);
    this.#queue = this.#queue.then(async () => {
      for (const piece of pieces) {
        await this.#write(piece);
        if (piece !== pieces.at(-1)) await this.#wait(150);
      }
    });
  }

  /** Resolves when all of it has been written. */
  async done(): Promise<void> {
    await this.#queue;
  }
}

function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  bytes.forEach((byte, i) => {
    const ends = byte === lineFeed || byte === carriageReturn || i + 1 - start === atOnce;
    if (!ends && i + 1 < bytes.length) return;
    pieces.push(bytes.slice(start, i + 1));
    start = i + 1;
  });
  return pieces;
}
