import type { I2CInstance } from "../../host-sim/world/i2c-master.js";
import { checksum } from "../../host-sim/world/i2c-sht3x.js";

/** As drivers of ECMA-419 are handed their bus. */
interface Options {
  readonly sensor: { readonly io: new (options: object) => I2CInstance };
  readonly onError?: (reason?: unknown) => void;
}

/**
 * Drivers of our own with the manners of the SDK's, for tests without it. This one is for an SHT3x: what fails its checksum is left
 * out, and a chip that does not answer is an exception of the bus.
 */
export class PeerHygrometer {
  #io: I2CInstance;
  #onError: ((reason?: unknown) => void) | undefined;

  constructor({ sensor, onError }: Options) {
    const { io: IO, ...options } = sensor;
    this.#io = new IO({ hz: 100_000, ...options });
    this.#onError = onError;
    this.#command(0x30a2);
  }

  sample() {
    this.#command(0x2c06);
    const [temperature, humidity] = this.#words(2);
    this.#command(0xf32d);
    if (this.#words(1)[0] === undefined) this.#onError?.("status");
    return {
      thermometer: temperature === undefined ? {} : { temperature: (temperature * 175) / 65_535 - 45 },
      hygrometer: humidity === undefined ? {} : { humidity: (humidity * 100) / 65_535 },
    };
  }

  close(): void {
    this.#io.close();
  }

  #command(word: number): void {
    this.#io.write(Uint8Array.of(word >> 8, word & 0xff));
  }

  #words(count: number): readonly (number | undefined)[] {
    const bytes = new Uint8Array(this.#io.read(3 * count));
    return Array.from({ length: count }, (_, i) => {
      const [high = 0, low = 0, crc] = bytes.subarray(3 * i);
      return checksum([high, low]) === crc ? (high << 8) | low : undefined;
    });
  }
}

/** For a TMP117: it tells another chip by `onError`, is no more than a shell then, and talks to its chip in order to close. */
export class PeerThermometer {
  #io: I2CInstance | undefined;

  constructor({ sensor, onError }: Options) {
    const { io: IO, ...options } = sensor;
    const io = new IO({ hz: 100_000, ...options });
    if (this.#register(io, 0x0f) === 0x0117) {
      this.#io = io;
      return;
    }
    onError?.("unexpected chip");
    io.close();
  }

  sample() {
    const io = this.#open();
    const count = this.#register(io, 0);
    return { temperature: (count > 0x7fff ? count - 0x1_0000 : count) * 0.0078125 };
  }

  close(): void {
    const io = this.#open();
    io.write(Uint8Array.of(1, 0x06, 0x20));
    io.close();
  }

  #register(io: I2CInstance, register: number): number {
    return new DataView(io.writeRead(Uint8Array.of(register), 2)).getUint16(0);
  }

  #open(): I2CInstance {
    if (this.#io === undefined) throw new TypeError("the driver is closed");
    return this.#io;
  }
}
