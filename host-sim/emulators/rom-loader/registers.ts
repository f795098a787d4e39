import { type Chip, magicAddress, uartDivider } from "./chip.js";

/** Bit of the flash controller's command register that starts what USER2 describes, and that clears when it is done. */
const startUserCommand = 1 << 18;
/** The flash's command that answers with its id. */
const readId = 0x9f;

/**
 * The registers that clients read and write: who the chip is, and the flash controller as far as reading the flash's id needs it.
 * Everything else remembers what was written and is 0 before.
 */
export class Registers {
  readonly #chip: Chip;
  readonly #flashId: number;
  readonly #values = new Map<number, number>();

  constructor(options: { chip: Chip; mac: readonly number[]; flashId: number }) {
    const { chip, mac } = options;
    this.#chip = chip;
    this.#flashId = options.flashId;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac;
    this.#values.set(magicAddress, chip.magic);
    this.#values.set(uartDivider.address, uartDivider.value);
    this.#values.set(chip.macRegisters[0], ((c << 24) | (d << 16) | (e << 8) | f) >>> 0);
    this.#values.set(chip.macRegisters[1], (a << 8) | b);
  }

  read(address: number): number {
    return this.#values.get(address) ?? 0;
  }

  write(address: number, value: number, mask: number): void {
    const { base, user2, data0 } = this.#chip.spi;
    const next = ((this.read(address) & ~mask) | (value & mask)) >>> 0;
    if (address === base && (next & startUserCommand) !== 0) {
      // Done at once: the client finds the bit cleared when it asks.
      if ((this.read(base + user2) & 0xffff) === readId) this.#values.set(base + data0, this.#flashId);
      return;
    }
    this.#values.set(address, next);
  }
}
