import type { I2CChip } from "./i2c-bus.js";

/** Registers (Bosch BMP280 data sheet, table 18). */
const calibrationRegister = 0x88;
const identityRegister = 0xd0;
const resetRegister = 0xe0;
const controlRegister = 0xf4;
const configRegister = 0xf5;
const dataRegister = 0xf7;

const resetWord = 0xb6;
/** Bits of the control register that start measuring; 0: it sleeps. */
const modeBits = 0x03;
/** What the data registers hold before anything was measured. */
const nothingYet = 0x8_0000;

/** The calibration of the data sheet's example (§3.12), by which its counts below mean 25.08 °C and 100,653 Pa. */
const calibration: readonly number[] = [
  27_504, 26_435, -1000, 36_477, -10_685, 3024, 2855, 140, -7, 15_500, -14_600, 6000,
];

/** A Bosch BMP280: raw counts of temperature and pressure, and the calibration that makes values of them. */
export class BMP280 implements I2CChip {
  /** Counts, what it measures: those of the data sheet's example. */
  temperatureCount = 519_888;
  pressureCount = 415_148;
  /** Another chip answers here: its identity is another. */
  identity = 0x58;
  #pointer = 0;
  #control = 0;
  #config = 0;

  write(bytes: Uint8Array): boolean {
    this.#pointer = bytes[0] ?? 0;
    // Pairs of register and value; a register alone is where the next read begins.
    for (let at = 0; at + 1 < bytes.byteLength; at += 2) this.#set(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    return true;
  }

  read(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, (_, i) => this.#get(this.#pointer + i));
  }

  /** As without power for a moment: the configuration is gone. */
  reset(): void {
    this.#control = 0;
    this.#config = 0;
  }

  #set(register: number, value: number): void {
    if (register === resetRegister && value === resetWord) this.reset();
    else if (register === controlRegister) this.#control = value;
    else if (register === configRegister) this.#config = value;
  }

  #get(register: number): number {
    const word = calibration[(register - calibrationRegister) >> 1];
    if (register >= calibrationRegister && word !== undefined)
      return ((register - calibrationRegister) % 2 === 0 ? word : word >> 8) & 0xff;
    if (register >= dataRegister && register < dataRegister + 6) return this.#data(register - dataRegister);
    switch (register) {
      case identityRegister:
        return this.identity;
      case controlRegister:
        return this.#control;
      case configRegister:
        return this.#config;
      default:
        return 0;
    }
  }

  /** 20 bits in three bytes, the highest first, left-aligned: pressure, then temperature. */
  #data(at: number): number {
    const isAwake = (this.#control & modeBits) !== 0;
    const count = isAwake ? (at < 3 ? this.pressureCount : this.temperatureCount) : nothingYet;
    return ((count << 4) >> (8 * (2 - (at % 3)))) & 0xff;
  }
}
