/** One thing that happened, as `--json` prints it: `event` names the kind, the rest is plain JSON. */
export interface Occurrence {
  readonly event: string;
  readonly [property: string]: unknown;
}

/** How fast a transfer goes, and how long it will take at that. */
export interface Rate {
  readonly bytesPerSecond: number;
  readonly secondsLeft: number;
}

/** Where a command's results go. Which of the two it is makes no difference to the command. */
export interface Output {
  /** Something happened. */
  event(occurrence: Occurrence): void;
  /** A step that takes longer than a second: how far it is, 0 to 1, and how fast it goes, where that is known. */
  progress(step: string, done?: number, rate?: Rate): void;
  /** A result to be read: rows of columns, the first row being the heading. For programs, `rows` as objects. */
  table(headings: readonly string[], rows: readonly (readonly unknown[])[]): void;
}

/** `--json`: one object a line on standard output, and nothing else there. */
export class JSONOutput implements Output {
  #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  event(occurrence: Occurrence): void {
    this.#write(`${JSON.stringify(occurrence)}\n`);
  }

  progress(step: string, done?: number, rate?: Rate): void {
    this.event({ event: "progress", step, ...(done === undefined ? {} : { done }), ...rate });
  }

  table(headings: readonly string[], rows: readonly (readonly unknown[])[]): void {
    for (const row of rows) {
      this.#write(`${JSON.stringify(Object.fromEntries(headings.map((name, i) => [name, row[i]])))}\n`);
    }
  }
}
