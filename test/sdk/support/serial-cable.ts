import type { SerialJack, SerialPlug } from "../../../host-sim/engine/services/serial-ports.js";
import { PseudoTerminal } from "../../../host-sim/world/pseudo-terminal.js";

/** A pseudo-terminal, which the SDK's serial module opens, as the end of a cable in a jack of the simulation. */
export class SerialCable {
  #jack: SerialJack;
  #terminal: PseudoTerminal;
  #plug: SerialPlug | undefined;

  private constructor(jack: SerialJack, open: (onReceive: (bytes: Uint8Array) => void) => PseudoTerminal) {
    this.#jack = jack;
    this.#terminal = open((bytes) => this.#plug?.write(bytes));
  }

  /** `link` is the name of the serial port. Rejects with a PseudoTerminalError where the system cannot make one. */
  static async between(jack: SerialJack, link: string): Promise<SerialCable> {
    let hear: (bytes: Uint8Array) => void = () => {};
    const terminal = await PseudoTerminal.open({ link, onReceive: (bytes) => hear(bytes) });
    return new SerialCable(jack, (onReceive) => {
      hear = onReceive;
      return terminal;
    });
  }

  get path(): string {
    return this.#terminal.path;
  }

  /** The device has power: from now on it hears what comes. */
  plug(): void {
    this.#plug ??= this.#jack.plug("console", (bytes) => this.#terminal.write(bytes));
  }

  unplug(): void {
    this.#plug?.unplug();
    this.#plug = undefined;
  }

  async close(): Promise<void> {
    this.unplug();
    await this.#terminal.close();
  }
}
