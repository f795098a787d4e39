/** What goes wrong at an operation of flash: told by the number of the operation from now on, the next one being 1. */
export interface FlashMishap {
  /** The power fails `before`, `during` or `after` it; or it `failed`: it throws, and the power stays. */
  readonly kind: "before" | "during" | "after" | "failed";
  readonly operation: number;
}

/** Everything in a device that writes to flash asks here first whether something goes wrong this time. */
export class PowerPoints {
  #armed: { kind: FlashMishap["kind"]; left: number }[] = [];

  /** @returns the function that takes the mishap back, where it has not struck yet. */
  arm({ kind, operation }: FlashMishap): () => void {
    const armed = { kind, left: operation };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((each) => each !== armed);
    };
  }

  /** An operation is about to happen: what goes wrong with it, if anything does. */
  next(): FlashMishap["kind"] | undefined {
    if (this.#armed.length === 0) return undefined;
    for (const each of this.#armed) each.left -= 1;
    const due = this.#armed.find(({ left }) => left <= 0);
    if (due !== undefined) this.#armed = this.#armed.filter((each) => each !== due);
    return due?.kind;
  }
}
