import pc from "picocolors";
import type { Occurrence, Output, Rate } from "./output.js";
import { sentenceFor } from "./sentences.js";

export interface Terminal {
  write(text: string): void;
  /** Whether it can move its cursor; progress is drawn in place then, and as lines otherwise. */
  readonly isTTY: boolean;
}

/** For people: short lines with the time, progress in place, tables in columns. */
export class HumanOutput implements Output {
  #terminal: Terminal;
  #verbose: boolean;
  /** The progress line that stands on the terminal now. */
  #step = "";

  constructor(options: { terminal: Terminal; verbose: boolean }) {
    this.#terminal = options.terminal;
    this.#verbose = options.verbose;
  }

  event(occurrence: Occurrence): void {
    // Also where nothing is said: an error may follow, which the command prints elsewhere.
    this.#endProgress();
    const sentence = sentenceFor(occurrence, this.#verbose);
    if (sentence === undefined) return;
    const time = new Date().toTimeString().slice(0, 8);
    this.#terminal.write(`${pc.dim(time)}  ${sentence}\n`);
  }

  progress(step: string, done?: number, rate?: Rate): void {
    if (!this.#terminal.isTTY) {
      if (step !== this.#step) this.#terminal.write(`${step} …\n`);
    } else {
      const bar =
        done === undefined
          ? "…"
          : `${"█".repeat(Math.round(done * 20)).padEnd(20, "░")} ${Math.round(done * 100)} %`;
      this.#terminal.write(
        `\r\x1b[K${step} ${pc.cyan(bar)}${rate === undefined ? "" : pc.dim(rateText(rate))}`,
      );
    }
    this.#step = step;
  }

  table(headings: readonly string[], rows: readonly (readonly unknown[])[]): void {
    this.#endProgress();
    const cells = [headings, ...rows].map((row) => row.map(cell));
    const widths = headings.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
    cells.forEach((row, number) => {
      const line = row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd();
      this.#terminal.write(`${number === 0 ? pc.dim(line) : line}\n`);
    });
  }

  #endProgress(): void {
    if (this.#step !== "" && this.#terminal.isTTY) this.#terminal.write("\r\x1b[K");
    this.#step = "";
  }
}

function rateText({ bytesPerSecond, secondsLeft }: Rate): string {
  const minutes = Math.floor(secondsLeft / 60);
  const left = minutes === 0 ? `${secondsLeft} s` : `${minutes} min ${secondsLeft % 60} s`;
  return `  ${(bytesPerSecond / 1000).toFixed(1)} kB/s, ${left} left`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}
