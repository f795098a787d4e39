import { setTimeout as sleep } from "node:timers/promises";
import { LineSplitter } from "../../device-link/line-splitter.js";
import type { Output } from "../../output/output.js";
import type { SerialLine } from "../serial/serial-line.js";
import { type BoardLine, readBoardLine } from "./board-line.js";
import { KeptLine } from "./kept-line.js";

export interface MonitorOptions {
  /** Opens the line; again and again where it is lost. */
  readonly open: () => Promise<SerialLine>;
  /** As the user named it. */
  readonly port: string;
  /** Restart the board at the beginning, and never again. */
  readonly reset: boolean;
  readonly output: Output;
  readonly signal: AbortSignal;
  /** Silence after which an unfinished line is shown as it is, milliseconds. */
  readonly silence?: number;
  /** The computer's clock where left out. */
  readonly now?: () => Date;
}

const lineFeed = 0x0a;
/** How long RTS holds the chip in reset, milliseconds. */
const resetTime = 100;

/** Shows what a board says until `signal` ends it. @throws SerialError where the line cannot be opened the first time */
export async function monitor(options: MonitorOptions): Promise<void> {
  const { output, port, signal } = options;
  const text = new ShownText(options);
  let resetWanted = options.reset;
  const kept = await KeptLine.open({
    open: options.open,
    onReceive: (bytes) => text.receive(bytes),
    onAttached: (line) => {
      output.event({ event: "attached", port });
      if (!resetWanted) return;
      resetWanted = false;
      if (line.hasSignals) void reset(line);
      else output.event({ event: "not-reset", port });
    },
    onDetached: (reason) => {
      text.end();
      output.event({ event: "detached", port, reason });
    },
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await kept.close();
  text.end();
}

async function reset(line: SerialLine): Promise<void> {
  try {
    await line.setSignals({ dtr: false, rts: true, brk: false });
    await sleep(resetTime);
    await line.setSignals({ dtr: false, rts: false, brk: false });
  } catch {
    // The line was lost meanwhile, which is told as that.
  }
}

/** From bytes to events: `line` for text, `frame` for each frame, and `frames` for a run of them when it is over. */
class ShownText {
  readonly #options: MonitorOptions;
  readonly #splitter = new LineSplitter((line) => this.#take(readBoardLine(line)));
  /** Whether the splitter keeps the beginning of a line. */
  #unfinished = false;
  #frames = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  receive(bytes: Uint8Array): void {
    clearTimeout(this.#timer);
    this.#splitter.push(bytes);
    this.#unfinished = bytes.at(-1) !== lineFeed;
    this.#timer = setTimeout(() => this.end(), this.#options.silence ?? 500);
  }

  /** Shows what has been held back. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#unfinished) this.#splitter.push(Uint8Array.of(lineFeed));
    this.#unfinished = false;
    this.#endFrames();
  }

  #take(lines: readonly BoardLine[]): void {
    const { output, now = () => new Date() } = this.#options;
    for (const line of lines) {
      const time = now().toISOString();
      if (line.kind === "text") {
        this.#endFrames();
        const { level, tag, text } = line;
        output.event({ event: "line", time, ...(level === undefined ? {} : { level, tag }), text });
      } else {
        this.#frames += 1;
        const content = line.kind === "frame" ? line.frame : { improv: true };
        output.event({ event: "frame", time, ...content });
      }
    }
  }

  #endFrames(): void {
    if (this.#frames > 0) this.#options.output.event({ event: "frames", count: this.#frames });
    this.#frames = 0;
  }
}
