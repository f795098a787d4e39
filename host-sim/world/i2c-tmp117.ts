import type { I2CChip } from "./i2c-bus.js";

/** Registers (Texas Instruments TMP117, table 7-3). */
const temperatureRegister = 0x00;
const configuration = 0x01;
const highLimit = 0x02;
const lowLimit = 0x03;
const identity = 0x0f;

const softReset = 0x0002;
const dataReady = 0x2000;
/** One measurement a second, the mean of eight (table 7-6). */
const resetConfiguration = 0x0220;
/** -256 °C: what the register shows before the first conversion has ended (§7.6.2). */
const nothingYet = 0x8000;
/** Milliseconds of eight conversions. */
const conversion = 125;
/** °C of one count. */
const resolution = 0.0078125;

/** A Texas Instruments TMP117: temperature in a 16-bit register. */
export class TMP117 implements I2CChip {
  /** °C, what it measures. */
  temperature = 21.5;
  /** Another chip answers here: its identity is another. */
  identity = 0x0117;
  #now: () => number;
  #pointer = 0;
  #registers = new Map<number, number>();
  #started = 0;

  /** @param now milliseconds of a clock that only grows */
  constructor(now: () => number) {
    this.#now = now;
    this.#reset();
  }

  write(bytes: Uint8Array): boolean {
    const [register = 0, high, low] = bytes;
    this.#pointer = register;
    if (high === undefined || low === undefined) return true;
    const value = (high << 8) | low;
    if (register === configuration && (value & softReset) !== 0) this.#reset();
    else this.#registers.set(register, value);
    return true;
  }

  read(count: number): Uint8Array {
    const value = this.#value();
    return Uint8Array.of(value >> 8, value & 0xff).slice(0, count);
  }

  #value(): number {
    const isReady = this.#now() >= this.#started + conversion;
    switch (this.#pointer) {
      case temperatureRegister:
        return isReady ? Math.round(this.temperature / resolution) & 0xffff : nothingYet;
      case configuration:
        return (this.#registers.get(configuration) ?? 0) | (isReady ? dataReady : 0);
      case identity:
        return this.identity;
      default:
        return this.#registers.get(this.#pointer) ?? 0;
    }
  }

  #reset(): void {
    this.#started = this.#now();
    this.#registers = new Map([
      [configuration, resetConfiguration],
      [highLimit, 0x6000],
      [lowLimit, 0x8000],
    ]);
  }
}
