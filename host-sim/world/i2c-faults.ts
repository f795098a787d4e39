import type { I2CChip } from "./i2c-bus.js";

/** A chip on bad wires: it can be deaf, slow, or misunderstood. */
export class FaultyChip implements I2CChip {
  #chip: I2CChip;
  /** It does not acknowledge anything, as without power. */
  deaf = false;
  /** Milliseconds for which it holds the clock beside its own. */
  held = 0;
  /** In so many of the next reads one bit arrives turned round … */
  corruptReads = 0;
  /** … in this byte of each. */
  corruptByte = 0;

  constructor(chip: I2CChip) {
    this.#chip = chip;
  }

  get stretch(): number {
    return this.held + (this.#chip.stretch ?? 0);
  }

  write(bytes: Uint8Array): boolean {
    return !this.deaf && this.#chip.write(bytes);
  }

  read(count: number): Uint8Array | undefined {
    const bytes = this.deaf ? undefined : this.#chip.read(count);
    if (bytes === undefined || this.corruptReads === 0 || this.corruptByte >= bytes.byteLength) return bytes;
    this.corruptReads--;
    const turned = bytes.slice();
    turned[this.corruptByte] = (turned[this.corruptByte] ?? 0) ^ 0x10;
    return turned;
  }
}
