import type { I2CChip } from "./i2c-bus.js";

/** Commands of the data sheet (Sensirion SHT3x-DIS, version 6, tables 9 to 16), as far as drivers use them. */
const commands = Object.freeze({
  measure: 0x2c06,
  readStatus: 0xf32d,
  clearStatus: 0x3041,
  softReset: 0x30a2,
});

/** Status after a reset: alert pending, reset detected (table 18). */
const resetStatus = 0x8010;
/** Milliseconds for which it holds the clock until a measurement of high repeatability is there (table 4). */
const measuring = 15;

/** A Sensirion SHT31: temperature and humidity, each word followed by a checksum. */
export class SHT3x implements I2CChip {
  /** °C and %, what it measures. */
  temperature = 21.5;
  humidity = 45;
  #status = resetStatus;
  #answer: Uint8Array | undefined;
  #measures = false;

  get stretch(): number {
    return this.#measures ? measuring : 0;
  }

  write(bytes: Uint8Array): boolean {
    const command = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
    this.#answer = undefined;
    this.#measures = command === commands.measure;
    switch (command) {
      case commands.measure:
        this.#answer = words(
          ((this.temperature + 45) / 175) * 65_535, // §4.13: T = -45 + 175 S / (2¹⁶ - 1)
          (this.humidity / 100) * 65_535,
        );
        return true;
      case commands.readStatus:
        this.#answer = words(this.#status);
        return true;
      case commands.clearStatus:
        this.#status = 0;
        return true;
      case commands.softReset:
        this.#status = resetStatus;
        return true;
      default:
        return false;
    }
  }

  read(count: number): Uint8Array | undefined {
    this.#measures = false;
    return this.#answer?.slice(0, count);
  }
}

function words(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap((value) => {
      const word = Math.round(value);
      const pair = [word >> 8, word & 0xff];
      return [...pair, checksum(pair)];
    }),
  );
}

/** CRC-8 with the polynomial x⁸ + x⁵ + x⁴ + 1, beginning at 0xFF (§4.12). */
export function checksum(bytes: readonly number[]): number {
  let crc = 0xff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x31) & 0xff : crc << 1;
  }
  return crc;
}
