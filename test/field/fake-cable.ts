import { FakeBoard } from "../support/fake-board.js";
import { FakeConsole } from "../support/fake-console.js";
import type { BrowserPort } from "./web-serial.js";

/** A cable with a board at its end that answers in frames and no more. */
export class FakeCable implements BrowserPort {
  readonly board = new FakeBoard();
  readonly console = new FakeConsole((payload) => this.board.answer(payload));
  isOpen = false;

  async open(receive: (bytes: Uint8Array) => void): Promise<void> {
    this.isOpen = true;
    this.console.pipe.onBytes = receive;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.console.pipe.send(bytes);
  }

  async setSignals(): Promise<void> {
    // This board's firmware runs whatever they are.
  }

  async close(): Promise<void> {
    this.isOpen = false;
  }

  passTime(): void {
    // Nothing of this board depends on it.
  }
}
