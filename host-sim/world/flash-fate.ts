/** A program or an erase of a flash chip, about to happen. */
export interface FlashOperation {
  readonly kind: "program" | "erase";
  /** Counts the operations of the chip, from 0. */
  readonly number: number;
  /** Bytes from the beginning of the chip. */
  readonly offset: number;
  readonly length: number;
}

/**
 * How much of an operation is done when it ends early. `prefix`: the first bytes, as when a chip works its way through a page; `bits`:
 * each bit by itself, the worst that the port allows.
 */
export type Tear = "before" | "prefix" | "bits" | "after";

/** What becomes of an operation; `delay` is how much longer than usual it takes, milliseconds. */
export type FlashFate = { readonly delay?: number } & (
  | { readonly kind: "slow" }
  /** The power fails. */
  | { readonly kind: "cut"; readonly tear: Tear }
  /** The chip says that it failed. */
  | { readonly kind: "error"; readonly tear: Tear }
  /** It failed and says nothing: worn out. */
  | { readonly kind: "silent"; readonly tear: Tear }
);

/** The power is off; thrown through whoever was using the chip. */
export class PowerLost extends Error {
  override readonly name = "PowerLost";

  constructor() {
    super("the power is off");
  }
}

export class FlashWriteError extends Error {
  override readonly name = "FlashWriteError";

  constructor({ kind, offset }: FlashOperation) {
    super(`${kind} at ${offset} failed`);
  }
}
