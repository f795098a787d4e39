import type { BytePipe } from "../../device-link/byte-pipe.js";

/** The speed of the console, baud; ESP Web Tools and Improv use the same. */
export const baudRate = 115_200;
/** Chromium's default of 255 bytes would lose log lines while the page is busy. */
const bufferSize = 8192;

/** Opens a port at the console's speed; one that is open already stays so. Resets no board by itself. */
export async function openPort(port: SerialPort): Promise<void> {
  if (port.readable === null) await port.open({ baudRate, bufferSize });
}

/** An open port as the pipe of a console client. `release` gives the port to somebody else without closing it. */
export class SerialPipe implements BytePipe {
  onBytes: (bytes: Uint8Array) => void = () => {};
  onClosed: (reason: string) => void = () => {};
  readonly #port: SerialPort;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #reading: Promise<void>;
  #released = false;
  /** An answer may come before the browser has said that the request is out. */
  #writing: Promise<void> = Promise.resolve();

  constructor(port: SerialPort) {
    this.#port = port;
    this.#reading = this.#read();
  }

  send(bytes: Uint8Array): Promise<void> {
    const turn = this.#writing.then(() => this.#write(bytes));
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  /** Stops reading; resolves when somebody else may read. */
  async release(): Promise<void> {
    this.#released = true;
    await this.#reader?.cancel().catch(() => undefined);
    await Promise.all([this.#reading, this.#writing]);
  }

  async close(): Promise<void> {
    await this.release();
    await this.#port.close().catch(() => undefined);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const writer = this.#port.writable?.getWriter();
    if (writer === undefined) throw new Error("the port is closed");
    try {
      await writer.write(bytes);
    } finally {
      writer.releaseLock();
    }
  }

  async #read(): Promise<void> {
    // An error of the line (a break, a wrong parity) ends a stream and not the port; a port that is gone has no stream any more.
    while (!this.#released && this.#port.readable !== null) {
      const reader = this.#port.readable.getReader();
      this.#reader = reader;
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          this.onBytes(value);
        }
      } catch {
        // Looked at again by the loop.
      } finally {
        reader.releaseLock();
      }
    }
    if (!this.#released) this.onClosed("the board was unplugged");
  }
}
