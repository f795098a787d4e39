import type { Application, StartApplication } from "../../host-sim/emulators/rom-loader/board.js";
import type { SerialJack } from "../../host-sim/engine/services/serial-ports.js";
import type { SimulatedDevice } from "../../host-sim/simulated-device.js";

/**
 * What an emulated board starts when it boots from flash: the firmware, on XS, with the board's serial line as its console. The image
 * itself is not what runs (no computer here could run it): that it arrived byte for byte is shown beside this.
 */
export class FirmwareInFlash {
  readonly #boot: (serial: SerialJack) => Promise<SimulatedDevice>;
  /** Runs follow each other: all of them have the same flash. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(boot: (serial: SerialJack) => Promise<SimulatedDevice>) {
    this.#boot = boot;
  }

  readonly start: StartApplication = ({ send }): Application => {
    let receive: ((bytes: Uint8Array) => void) | undefined;
    const jack: SerialJack = {
      plug(_name, onReceive) {
        receive = onReceive;
        return {
          write: send,
          unplug() {
            if (receive === onReceive) receive = undefined;
          },
        };
      },
    };
    const device = this.#last.then(() => this.#boot(jack));
    this.#last = device.catch(() => undefined);
    return {
      receive: (bytes) => receive?.(bytes),
      close: () => {
        this.#last = device.then(
          (running) => running.close(),
          () => undefined,
        );
      },
    };
  };

  /** Resolves when the last run is over; a failure to boot is thrown here. */
  async ended(): Promise<void> {
    await this.#last;
  }
}
