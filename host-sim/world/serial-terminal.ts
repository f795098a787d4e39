import type { SerialJack, SerialPlug } from "../engine/services/serial-ports.js";
import { PseudoTerminal } from "./pseudo-terminal.js";

/** The serial line of a simulated device as a pseudo-terminal: a serial port for `screen`, `minicom` and every other program. */
export class SerialTerminal implements SerialJack {
  #terminal: PseudoTerminal;
  #receive: ((bytes: Uint8Array) => void) | undefined;

  private constructor(open: (onReceive: (bytes: Uint8Array) => void) => PseudoTerminal) {
    this.#terminal = open((bytes) => this.#receive?.(bytes));
  }

  /** `link` is its name in the file system. Rejects with a PseudoTerminalError where the system cannot make one. */
  static async open({ link }: { link: string }): Promise<SerialTerminal> {
    let hear: (bytes: Uint8Array) => void = () => {};
    const terminal = await PseudoTerminal.open({ link, onReceive: (bytes) => hear(bytes) });
    return new SerialTerminal((onReceive) => {
      hear = onReceive;
      return terminal;
    });
  }

  /** What other programs open. */
  get path(): string {
    return this.#terminal.path;
  }

  plug(_name: string, onReceive: (bytes: Uint8Array) => void): SerialPlug {
    this.#receive = onReceive;
    return {
      write: (bytes) => this.#terminal.write(bytes),
      unplug: () => {
        if (this.#receive === onReceive) this.#receive = undefined;
      },
    };
  }

  close(): Promise<void> {
    return this.#terminal.close();
  }
}
