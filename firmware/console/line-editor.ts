import { longestToDevice } from "./frame.js";

export interface LineEditorOptions {
  /** Shows bytes on the terminal. */
  show(bytes: readonly number[]): void;
  /** Where the secret part of a line begins, in bytes; undefined where it has none. Asked after every key. */
  secretFrom(line: Uint8Array): number | undefined;
  /** Whether the line is not for showing, as it looks like something a program sent. */
  isHidden(line: Uint8Array): boolean;
  /**
   * A finished line. `isWhole`: it was not longer than the device takes. `isAsCame`: every byte of it came as it stands, and none was
   * corrected or swallowed.
   */
  onLine(line: Uint8Array, how: { readonly isWhole: boolean; readonly isAsCame: boolean }): void;
  /** Ctrl-C: the line is forgotten. */
  onCancel(): void;
}

const key = Object.freeze({
  cancel: 0x03,
  bell: 0x07,
  backspace: 0x08,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  kill: 0x15,
  escape: 0x1b,
  space: 0x20,
  bracket: 0x5b,
  delete: 0x7f,
});
const star = 0x2a;
const rubOut = Object.freeze([key.backspace, key.space, key.backspace]);

/**
 * A line as somebody types it: Backspace and Delete take a character back, Ctrl-U the line, Ctrl-C gives up, CR, LF or both end it. What
 * arrow keys and the like send is swallowed. No terminal needs to understand more than backspace.
 */
export class LineEditor {
  #options: LineEditorOptions;
  #line = new Uint8Array(longestToDevice);
  #length = 0;
  /** More was typed than fits: the line must not run as what is left of it. */
  #tooLong = false;
  #isAsCame = true;
  #escape: "none" | "escape" | "sequence" = "none";
  #afterReturn = false;

  constructor(options: LineEditorOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  take(byte: number): void {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = byte === key.carriageReturn;
    if (this.#escape !== "none" && this.#swallow(byte)) return;
    if (byte < key.space || byte === key.delete) this.#isAsCame &&= isLineEnd(byte);
    switch (byte) {
      case key.lineFeed:
        if (afterReturn) return;
        return this.#finish();
      case key.carriageReturn:
        return this.#finish();
      case key.backspace:
      case key.delete:
        return this.#back();
      case key.kill:
        while (this.#length > 0) this.#back();
        this.#tooLong = false;
        this.#isAsCame = true;
        return;
      case key.cancel:
        this.#forget();
        return this.#options.onCancel();
      case key.escape:
        this.#escape = "escape";
        return;
      default:
        if (byte >= key.space) this.#add(byte);
    }
  }

  /** The line as it stands on the terminal, for drawing it again under a log line. */
  shown(): number[] {
    const line = this.#line.subarray(0, this.#length);
    if (this.#options.isHidden(line)) return [];
    const secret = this.#options.secretFrom(line) ?? this.#length;
    return [...line].flatMap((byte, at) => (at < secret ? [byte] : isContinuation(byte) ? [] : [star]));
  }

  #add(byte: number): void {
    if (this.#length === this.#line.byteLength - 1) {
      this.#tooLong = true;
      return this.#options.show([key.bell]);
    }
    this.#line[this.#length] = byte;
    this.#length += 1;
    const line = this.#line.subarray(0, this.#length);
    if (this.#options.isHidden(line)) return;
    const secret = this.#options.secretFrom(line);
    if (secret === undefined || this.#length <= secret) return this.#options.show([byte]);
    if (!isContinuation(byte)) this.#options.show([star]);
  }

  #back(): void {
    if (this.#length === 0) return;
    const wasShown = !this.#options.isHidden(this.#line.subarray(0, this.#length));
    do this.#length -= 1;
    while (this.#length > 0 && isContinuation(this.#line[this.#length] ?? 0));
    if (wasShown) this.#options.show(rubOut);
  }

  #finish(): void {
    const line = this.#line.slice(0, this.#length);
    const how = { isWhole: !this.#tooLong, isAsCame: this.#isAsCame };
    this.#forget();
    this.#options.onLine(line, how);
  }

  #forget(): void {
    // Overwritten, not only shortened: a passphrase must not lie about in memory for longer than it takes.
    this.#line.fill(0);
    this.#length = 0;
    this.#tooLong = false;
    this.#isAsCame = true;
  }

  /** ESC, then one character, or `[` and everything up to a letter or `~` (ECMA-48, section 5.4). What steers ends it and counts itself. */
  #swallow(byte: number): boolean {
    const isBeginning = this.#escape === "escape";
    if (isBeginning && byte === key.bracket) this.#escape = "sequence";
    else if (isBeginning || byte >= 0x40 || byte < key.space) this.#escape = "none";
    return byte >= key.space;
  }
}

function isLineEnd(byte: number): boolean {
  return byte === key.lineFeed || byte === key.carriageReturn;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
