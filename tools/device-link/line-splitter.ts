const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Bytes of a line kept at most; a board that speaks at another speed sends noise without line ends. */
const longest = 4096;

/** Cuts a stream of bytes into lines, without their line ends. A line that gets too long is handed out in pieces. */
export class LineSplitter {
  #onLine: (line: Uint8Array) => void;
  #kept: number[] = [];

  constructor(onLine: (line: Uint8Array) => void) {
    this.#onLine = onLine;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte !== lineFeed) this.#kept.push(byte);
      if (byte === lineFeed || this.#kept.length >= longest) this.#cut();
    }
  }

  #cut(): void {
    if (this.#kept.at(-1) === carriageReturn) this.#kept.pop();
    const line = Uint8Array.from(this.#kept);
    this.#kept = [];
    this.#onLine(line);
  }
}
