import { SerialError, type SerialLine } from "../serial/serial-line.js";

/** Between two tries to open a line again, milliseconds. */
const lookAgain = 500;

export interface KeptLineOptions {
  readonly open: () => Promise<SerialLine>;
  readonly onReceive: (bytes: Uint8Array) => void;
  /** The line is open, for the first time or again. */
  readonly onAttached: (line: SerialLine) => void;
  /** The line went away; it is opened again when it is back. */
  readonly onDetached: (reason: string) => void;
  readonly retryDelay?: number;
}

/**
 * A line that comes back: boards are unplugged, and those with native USB vanish with every restart. The first opening has to
 * succeed, since a port that was never there is a mistake; afterwards it waits for ever, until `close`.
 */
export class KeptLine {
  readonly #options: KeptLineOptions;
  #line: SerialLine | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(options: KeptLineOptions) {
    this.#options = options;
  }

  /** @throws SerialError where the line cannot be opened the first time */
  static async open(options: KeptLineOptions): Promise<KeptLine> {
    const kept = new KeptLine(options);
    kept.#attach(await options.open());
    return kept;
  }

  /** What is written while the line is away is lost, as on a cable. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#line?.write(bytes).catch(onlyLost);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const line = this.#line;
    this.#line = undefined;
    await line?.close();
  }

  #attach(line: SerialLine): void {
    if (this.#closed) return void line.close();
    this.#line = line;
    line.onReceive = this.#options.onReceive;
    line.onClose = (lost) => {
      if (lost === undefined || this.#closed) return;
      this.#line = undefined;
      this.#options.onDetached(lost.message);
      this.#retryLater();
    };
    this.#options.onAttached(line);
  }

  #retryLater(): void {
    if (this.#closed) return;
    this.#retry = setTimeout(() => {
      this.#options.open().then(
        (line) => this.#attach(line),
        () => this.#retryLater(), // not there yet, whatever the reason
      );
    }, this.#options.retryDelay ?? lookAgain);
  }
}

/** `onClose` tells of the loss. */
function onlyLost(error: unknown): void {
  if (!(error instanceof SerialError)) throw error;
}
