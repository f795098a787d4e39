import type { I2CChip } from "./i2c-bus.js";

/** First bytes of commands (Aosong AHT10 data sheet, §5.3). */
const initialize = 0xe1;
const trigger = 0xac;
const reset = 0xba;
/** Status: a measurement goes on; it is calibrated. */
const busy = 0x80;
const calibrated = 0x08;
/** Milliseconds that a measurement takes at most. */
const measuring = 75;

/** An Aosong AHT10: temperature and humidity of 20 bits each, without a checksum. */
export class AHT10 implements I2CChip {
  /** °C and %, what it measures. */
  temperature = 21.5;
  humidity = 45;
  #now: () => number;
  #status = 0;
  #ready = 0;
  #value = [0, 0, 0, 0, 0];

  /** @param now milliseconds of a clock that only grows */
  constructor(now: () => number) {
    this.#now = now;
  }

  write(bytes: Uint8Array): boolean {
    switch (bytes[0]) {
      case initialize:
        this.#status |= calibrated;
        return true;
      case reset:
        this.#status = 0;
        return true;
      case trigger:
        this.#ready = this.#now() + measuring;
        return true;
      default:
        return false;
    }
  }

  read(count: number): Uint8Array {
    const isReady = this.#now() >= this.#ready;
    if (isReady && this.#ready > 0) {
      const humidity = Math.round((this.humidity / 100) * 2 ** 20);
      const temperature = Math.round(((this.temperature + 50) / 200) * 2 ** 20);
      this.#value = [
        (humidity >> 12) & 0xff,
        (humidity >> 4) & 0xff,
        ((humidity & 0x0f) << 4) | (temperature >> 16),
        (temperature >> 8) & 0xff,
        temperature & 0xff,
      ];
    }
    return Uint8Array.of(this.#status | (isReady ? 0 : busy), ...this.#value).slice(0, count);
  }
}
