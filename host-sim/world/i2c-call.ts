import { type I2CBus, I2CError, type I2CTransaction } from "./i2c-bus.js";
import type { I2CPins } from "./i2c-master.js";

/** The buses of a simulated board, by their pins; undefined where nothing is wired. */
export type FindBus = (pins: I2CPins) => I2CBus | undefined;

/**
 * Answers the question `i2c` with which `embedded:io/i2c` asks the host for a transaction: bytes as numbers, both ways.
 *
 * @throws I2CError where the transaction fails
 */
export function answerI2C(find: FindBus, question: unknown): readonly number[] {
  const { data, clock, write, ...transaction } = question as I2CPins &
    Omit<I2CTransaction, "write"> & { readonly write?: readonly number[] };
  const bus = find({ data, clock });
  if (bus === undefined) throw new I2CError(`nothing is wired to the pins ${data} and ${clock}`);
  return [
    ...bus.transfer({ ...transaction, ...(write === undefined ? {} : { write: Uint8Array.from(write) }) }),
  ];
}
