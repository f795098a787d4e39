/** A chip on a simulated I2C bus, as the master sees it. Nothing in these files needs Node: the SDK's simulator runs them too. */
export interface I2CChip {
  /** Takes what the master writes; false: it does not acknowledge. */
  write(bytes: Uint8Array): boolean;
  /** As many bytes as the master clocks out; undefined: it does not acknowledge its address for reading. */
  read(count: number): Uint8Array | undefined;
  /** Milliseconds for which it holds the clock in the next transaction; 0 where absent. */
  readonly stretch?: number;
}

/** A transaction that has failed; on a board it is an exception of the I2C class. */
export class I2CError extends Error {
  override name = "I2CError";
}

export interface I2CTransaction {
  readonly address: number;
  /** Comes before the reading, without a stop in between. */
  readonly write?: Uint8Array;
  readonly readCount?: number;
  /** Milliseconds that a chip may hold the clock. */
  readonly timeout: number;
}

export interface I2CBusOptions {
  /** Lets time pass: the master blocks while a chip holds the clock. */
  wait(milliseconds: number): void;
}

/** An I2C bus: chips by their addresses, and the failures of wires. */
export class I2CBus {
  #chips = new Map<number, I2CChip>();
  #wait: (milliseconds: number) => void;
  /** Of all transactions that were begun. */
  transactions = 0;

  constructor({ wait }: I2CBusOptions) {
    this.#wait = wait;
  }

  /** Puts a chip on the bus, in place of one that is there. @throws RangeError for an address that I2C keeps for itself */
  attach(address: number, chip: I2CChip): void {
    if (address < 0x08 || address > 0x77) throw new RangeError(`address ${address} is none for a chip`);
    this.#chips.set(address, chip);
  }

  /** Pulls it off. */
  detach(address: number): void {
    this.#chips.delete(address);
  }

  /** Writes, reads, or both. @throws I2CError where nobody acknowledges, or the clock is held for longer than the timeout */
  transfer({ address, write, readCount, timeout }: I2CTransaction): Uint8Array {
    this.transactions++;
    const chip = this.#chips.get(address);
    if (chip === undefined) throw new I2CError(`no chip acknowledges 0x${address.toString(16)}`);
    const stretch = chip.stretch ?? 0;
    this.#wait(Math.min(stretch, timeout));
    if (stretch > timeout) throw new I2CError(`the clock was held for more than ${timeout} ms`);
    if (write !== undefined && !chip.write(write)) throw new I2CError("the write was not acknowledged");
    if (readCount === undefined) return new Uint8Array(0);
    const bytes = chip.read(readCount);
    if (bytes === undefined) throw new I2CError("the read was not acknowledged");
    return bytes;
  }
}
