import type { TimerHandle, TimerPort } from "../ports/timer.js";
import type { AnswerSink } from "./dispatcher.js";
import { decodeFrame } from "./frame.js";
import { LineEditor } from "./line-editor.js";
import { endsLikeFrame, isDebris, secretFrom } from "./secret-words.js";
import { shownLines } from "./shown-answer.js";
import { utf8Bytes, utf8Text } from "./utf8.js";

export interface TerminalOptions {
  readonly Timer: TimerPort;
  /** An answer: must get out. */
  print(bytes: Uint8Array): void;
  /** An echo or a log line: may get lost where the line is slow. */
  mention(bytes: Uint8Array): void;
  run(request: string, sink: AnswerSink): void;
  /** Whether that word is a verb. */
  isVerb(word: string): boolean;
  /** Whether that is a setting whose value is asked for when `set` leaves it out. */
  isAskedFor(key: string): boolean;
  /** A frame stood at the end of what looked typed; undefined: what is left of one. */
  onFrame(line: Uint8Array | undefined): void;
}

const prompt = "> ";
/** What follows a frame so soon is another program's, or its debris: milliseconds. */
const hush = 1000;
/** A passphrase that was asked for and does not come, milliseconds. */
const secretPatience = 60_000;

/** The side of the console that people see: prompt, echo, answers in words, and log lines that leave what is being typed readable. */
export class Terminal {
  #options: TerminalOptions;
  #editor: LineEditor;
  /** The cursor stands behind something. */
  #isInLine = false;
  /** Somebody types here: a prompt is wanted. */
  #isAttended = false;
  #hushTimer: TimerHandle | undefined;
  /** Some of the line came in the hush after a frame. */
  #isWake = false;
  /** The key whose secret is asked for. */
  #asked: string | undefined;
  #askTimer: TimerHandle | undefined;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#editor = new LineEditor({
      show: (bytes) => this.#echo(bytes),
      secretFrom: (line) => (this.#asked === undefined ? secretFrom(line) : 0),
      isHidden: (line) => this.#isWake || this.#looksTorn(line),
      onLine: (line, how) => this.#line(line, how),
      onCancel: () => this.#cancel(),
    });
  }

  key(byte: number): void {
    // What began in the wake of a frame stays debris, however late its end comes.
    if (this.#hushTimer !== undefined) this.#isWake = true;
    this.#editor.take(byte);
  }

  /** A program talks: nothing is echoed or run for a moment, whatever it looks like. */
  hush(): void {
    this.#options.Timer.clear(this.#hushTimer);
    this.#isAttended = false;
    this.#hushTimer = this.#options.Timer.set(() => {
      this.#hushTimer = undefined;
    }, hush);
  }

  /** Brings the cursor to the beginning of a line, for something that must stand there. */
  breakLine(): void {
    if (this.#isInLine) this.#options.print(utf8Bytes("\r\n"));
    this.#isInLine = false;
  }

  /** A line of the log, above what is being typed. */
  say(text: string): void {
    const before = this.#isInLine ? "\r\n" : "";
    const after = this.#isAttended ? this.#inputLine() : [];
    this.#options.mention(Uint8Array.from([...utf8Bytes(`${before}${text}\r\n`), ...after]));
    this.#isInLine = after.length > 0;
  }

  close(): void {
    for (const timer of [this.#hushTimer, this.#askTimer]) this.#options.Timer.clear(timer);
  }

  #echo(bytes: readonly number[]): void {
    if (this.#isWake) return;
    this.#isInLine = true;
    this.#isAttended = true;
    this.#options.mention(Uint8Array.from(bytes));
  }

  #line(bytes: Uint8Array, { isWhole, isAsCame }: { isWhole: boolean; isAsCame: boolean }): void {
    const text = isWhole ? utf8Text(bytes) : undefined;
    const isWake = this.#isWake;
    this.#isWake = false;
    // Something stood before a program's frame: noise, or what somebody left unfinished.
    if (isAsCame && decodeFrame(bytes) !== undefined) return this.#options.onFrame(bytes);
    // Failure story: a byte of a frame became a line end, and what follows it begins with a verb. It must not run as if it were typed.
    if (this.#asked === undefined && this.#isTorn(text ?? "", bytes)) return this.#options.onFrame(undefined);
    if (isWake && this.#hushTimer !== undefined) return;
    this.#isAttended = true;
    this.#print("\r\n");
    this.#isInLine = false;
    if (isWake) return this.#prompt();
    const key = this.#asked;
    this.#stopAsking();
    if (text === undefined)
      return this.#answer("error range: the line is longer than 119 bytes, or not UTF-8");
    if (key !== undefined) return this.#run(`set ${key} ${text}`);
    if (text.trim() === "") return this.#prompt();
    const [verb, name = "", ...more] = text.trim().split(/ +/);
    if (verb === "set" && this.#options.isAskedFor(name) && more.length === 0) return this.#ask(name);
    // Spaces in front are nobody's wish; those behind may belong to a passphrase.
    this.#run(text.trimStart());
  }

  /** Whether what is typed may be a frame without its beginning; not where a secret is typed, which shows as stars anyway. */
  #looksTorn(line: Uint8Array): boolean {
    return this.#asked === undefined && secretFrom(line) === undefined && isDebris(line);
  }

  /** Whether a line is what is left of a frame: it looks like one, and not like a command that holds such a text. */
  #isTorn(text: string, bytes: Uint8Array): boolean {
    const [verb = ""] = text.trimStart().split(" ");
    return isDebris(bytes) && (endsLikeFrame(bytes) || !this.#options.isVerb(verb));
  }

  #run(request: string): void {
    let saidNothing = true;
    const say = (part: Readonly<Record<string, unknown>>): void => {
      for (const each of shownLines(part)) {
        saidNothing = false;
        this.#print(`${each}\r\n`);
      }
    };
    this.#options.run(request, {
      more: say,
      wait: (seconds) => this.#print(`working, up to ${seconds} s ...\r\n`),
      ok: (part) => {
        say(part);
        if (saidNothing) this.#print("ok\r\n");
        this.#prompt();
      },
      fail: (code, message) => this.#answer(`error ${code}: ${message}`),
    });
  }

  #ask(key: string): void {
    this.#asked = key;
    this.#prompt();
    this.#askTimer = this.#options.Timer.set(() => this.#cancel(), secretPatience);
  }

  #stopAsking(): void {
    this.#asked = undefined;
    this.#options.Timer.clear(this.#askTimer);
    this.#askTimer = undefined;
  }

  #cancel(): void {
    this.#stopAsking();
    this.#isWake = false;
    if (this.#hushTimer !== undefined) return;
    this.#print("^C\r\n");
    this.#prompt();
  }

  #answer(text: string): void {
    this.breakLine();
    this.#print(`${text}\r\n`);
    this.#prompt();
  }

  /** Prompt and what is typed so far, for an answer that came in between too. */
  #prompt(): void {
    if (!this.#isAttended) return;
    this.#options.print(Uint8Array.from(this.#inputLine()));
    this.#isInLine = true;
  }

  #inputLine(): number[] {
    const question = this.#asked === undefined ? prompt : `${this.#asked}: `;
    return [...utf8Bytes(question), ...this.#editor.shown()];
  }

  #print(text: string): void {
    this.#options.print(utf8Bytes(text));
  }
}
