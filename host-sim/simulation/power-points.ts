import type { Life } from "./life.js";

/** What goes wrong at an operation of flash: told by the number of the operation from now on, the next one being 1. */
export interface FlashMishap {
  /** `before`: nothing of it happens; `during`: part of it; `after`: all of it. `failed`: it throws, and the power stays. */
  readonly kind: "before" | "during" | "after" | "failed";
  readonly operation: number;
}

/** Everything in a device that writes to flash asks here first; this is where power cuts and failures strike. */
export class PowerPoints {
  #cut: () => void;
  #armed: { kind: FlashMishap["kind"]; left: number }[] = [];
  #operations = 0;

  /** `cut` takes the power away. */
  constructor(cut: () => void) {
    this.#cut = cut;
  }

  /** Operations so far. */
  get operations(): number {
    return this.#operations;
  }

  /** @returns the function that takes the mishap back, where it has not struck yet. */
  arm({ kind, operation }: FlashMishap): () => void {
    const armed = { kind, left: operation };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((each) => each !== armed);
    };
  }

  /** Carries out an operation of flash, or what is left of it. `part` does some of it. @throws PowerLost, Error */
  perform(life: Life, operation: { whole: () => void; part: () => void; name: string }): void {
    life.check();
    this.#operations += 1;
    const mishap = this.#next();
    if (mishap === "failed") throw new Error(`flash: ${operation.name} failed`);
    if (mishap === "during") operation.part();
    else if (mishap !== "before") operation.whole();
    if (mishap === undefined) return;
    this.#cut();
    life.check();
  }

  #next(): FlashMishap["kind"] | undefined {
    if (this.#armed.length === 0) return undefined;
    for (const each of this.#armed) each.left -= 1;
    const due = this.#armed.find(({ left }) => left <= 0);
    if (due !== undefined) this.#armed = this.#armed.filter((each) => each !== due);
    return due?.kind;
  }
}
