import type { EmulatedBoard } from "../../host-sim/emulators/rom-loader/board.js";
import type { BrowserPort } from "./web-serial.js";

/** A cable between a browser and an emulated board: bytes and signals, at whatever speed the browser likes. */
export class BoardCable implements BrowserPort {
  #board: EmulatedBoard | undefined;
  #receive: (bytes: Uint8Array) => void = () => {};

  /** Plugs a board in; `send` is where it speaks. */
  plug(make: (send: (bytes: Uint8Array) => void) => EmulatedBoard): EmulatedBoard {
    this.#board = make((bytes) => this.#receive(bytes));
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
}
