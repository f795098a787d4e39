import type { TimerPort } from "../../firmware/ports/timer.js";
import type { EmulatedBoard } from "../../host-sim/emulators/rom-loader/board.js";
import { VirtualTime } from "../support/virtual-time.js";
import type { BrowserPort } from "./web-serial.js";

/** What a board has from its cable: where it speaks, and a time that is that of the page at the other end. */
export interface CableEnd {
  readonly timer: TimerPort;
  readonly onSend: (bytes: Uint8Array) => void;
}

/**
 * A cable between a browser and an emulated board: bytes and signals, at whatever speed the browser likes. The board's reset circuit
 * lives on the page's time, so that the milliseconds between two signals are those that the page left between them, however long they
 * were on their way.
 */
export class BoardCable implements BrowserPort {
  readonly #time = new VirtualTime();
  #moment: number | undefined;
  #board: EmulatedBoard | undefined;
  #receive: (bytes: Uint8Array) => void = () => {};

  /** Plugs a board in. */
  plug(make: (end: CableEnd) => EmulatedBoard): EmulatedBoard {
    this.#board = make({ timer: this.#time, onSend: (bytes) => this.#receive(bytes) });
    return this.#board;
  }

  async open(receive: (bytes: Uint8Array) => void): Promise<void> {
    this.#receive = receive;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#board?.receive(bytes);
  }

  async setSignals(signals: { readonly dtr: boolean; readonly rts: boolean }): Promise<void> {
    this.#board?.setSignals(signals);
  }

  async close(): Promise<void> {
    this.#receive = () => {};
  }

  passTime(moment: number): void {
    // Never back: a page that is loaded anew reads its clock from another origin.
    const before = this.#moment ?? moment;
    this.#moment = Math.max(before, moment);
    this.#time.advance(this.#moment - before);
  }
}
