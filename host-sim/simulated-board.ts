import type { Application, StartApplication } from "./emulators/rom-loader/board.js";
import type { SerialJack, SerialPlug } from "./engine/services/serial-ports.js";
import type { SimulatedDevice } from "./simulated-device.js";

/**
 * What runs on an emulated board once it has been flashed: a simulated device, at the end of the same serial line. So a board can go
 * from its box to "online" without one: its loader is emulated, then its firmware runs on the engine of the simulation.
 *
 * The image in flash is not what runs, and the device keeps its settings in a folder of its own: erasing the board's flash does not
 * touch them.
 */
export class SimulatedBoard implements SerialJack {
  readonly #boot: (serial: SerialJack) => Promise<SimulatedDevice>;
  #send: ((bytes: Uint8Array) => void) | undefined;
  #receive: ((bytes: Uint8Array) => void) | undefined;
  /** Starts and power cuts, one after the other: a start takes its time, and a reset does not wait for it. */
  #power: Promise<SimulatedDevice | undefined> = Promise.resolve(undefined);

  /** `boot` starts the device, plugged into this; called once, at the first start of the application. */
  constructor(options: { boot: (serial: SerialJack) => Promise<SimulatedDevice> }) {
    this.#boot = options.boot;
  }

  /** For the emulated board. */
  readonly application: StartApplication = ({ send }): Application => {
    this.#send = send;
    this.#power = this.#power.then(async (device) => {
      if (device === undefined) return await this.#boot(this);
      await device.powerOn();
      return device;
    });
    return {
      receive: (bytes) => this.#receive?.(bytes),
      close: () => {
        this.#send = undefined;
        this.#power = this.#power.then((device) => {
          device?.cutPower();
          return device;
        });
      },
    };
  };

  /** Resolves when the last start is through, and rejects where it failed. */
  async started(): Promise<void> {
    await this.#power;
  }

  plug(_name: string, onReceive: (bytes: Uint8Array) => void): SerialPlug {
    this.#receive = onReceive;
    return {
      write: (bytes) => this.#send?.(bytes),
      unplug: () => {
        if (this.#receive === onReceive) this.#receive = undefined;
      },
    };
  }
}
