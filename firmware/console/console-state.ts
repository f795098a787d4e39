import type { Level } from "../device/log.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import type { Upload } from "./upload.js";

export const logChoices = Object.freeze(["error", "warning", "info", "debug", "off"] as const);
export type LogChoice = (typeof logChoices)[number];

/** After the last line from outside, milliseconds: a program that quieted the log and went away must not leave it quiet. */
const logReturns = 60_000;
/** How long a factory reset waits for its number, milliseconds. */
const confirmation = 30_000;
/** An upload that nobody goes on with gives its memory back, milliseconds. */
const uploadPatience = 120_000;

/** What the console keeps between two requests, all of it in memory and bounded in time. */
export class ConsoleState {
  #Timer: TimerPort;
  #logLevel: LogChoice = "info";
  #logTimer: TimerHandle | undefined;
  #upload: Upload | undefined;
  #uploadTimer: TimerHandle | undefined;
  #code: string | undefined;
  #codeTimer: TimerHandle | undefined;

  constructor(options: { Timer: TimerPort }) {
    this.#Timer = options.Timer;
  }

  get Timer(): TimerPort {
    return this.#Timer;
  }

  get logLevel(): LogChoice {
    return this.#logLevel;
  }

  set logLevel(level: LogChoice) {
    this.#logLevel = level;
    this.lineCame();
  }

  /** Whether a log entry is shown. */
  shows(level: Level): boolean {
    return this.#logLevel !== "off" && logChoices.indexOf(level) <= logChoices.indexOf(this.#logLevel);
  }

  /** A line came from outside: whoever quieted the log is still there. */
  lineCame(): void {
    this.#Timer.clear(this.#logTimer);
    this.#logTimer = undefined;
    if (this.#logLevel === "info") return;
    this.#logTimer = this.#Timer.set(() => {
      this.#logTimer = undefined;
      this.#logLevel = "info";
    }, logReturns);
  }

  get upload(): Upload | undefined {
    return this.#upload;
  }

  set upload(upload: Upload | undefined) {
    this.#upload = upload;
    this.#Timer.clear(this.#uploadTimer);
    this.#uploadTimer = undefined;
    if (upload === undefined) return;
    this.#uploadTimer = this.#Timer.set(() => {
      this.#upload = undefined;
    }, uploadPatience);
  }

  /** Begins the wait for a confirmation; returns its seconds. */
  expect(code: string): number {
    this.#Timer.clear(this.#codeTimer);
    this.#code = code;
    this.#codeTimer = this.#Timer.set(() => {
      this.#code = undefined;
    }, confirmation);
    return confirmation / 1000;
  }

  /** Whether that is the number, in time; one guess only. */
  confirms(code: string): boolean {
    const expected = this.#code;
    this.#code = undefined;
    this.#Timer.clear(this.#codeTimer);
    return expected !== undefined && expected === code;
  }

  close(): void {
    for (const timer of [this.#logTimer, this.#uploadTimer, this.#codeTimer]) this.#Timer.clear(timer);
  }
}
