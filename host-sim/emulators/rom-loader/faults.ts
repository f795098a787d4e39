import type { Operation } from "./packet.js";

/** What can be made to go wrong. Each happens `times` times (default 1) and is over. */
export type LoaderFault =
  /** The data block with this number is refused as if flash could not be written. */
  | { readonly kind: "bad-block"; readonly block: number; readonly times?: number }
  /** The request is carried out, and its answer never leaves the board. */
  | { readonly kind: "lost-answer"; readonly operation: Operation; readonly times?: number }
  /** The answer to SPI_FLASH_MD5 is that of other contents. */
  | { readonly kind: "wrong-md5"; readonly times?: number }
  /** The cable is pulled when so many data blocks have arrived, all files together. */
  | { readonly kind: "unplug"; readonly afterBlocks: number; readonly times?: number };

/** The faults of one board, and how often each will still happen. */
export class LoaderFaults {
  readonly #armed: { readonly fault: LoaderFault; left: number }[] = [];

  inject(fault: LoaderFault): void {
    this.#armed.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** Whether a fault that fits happens now; it then has happened. */
  happens(fits: (fault: LoaderFault) => boolean): boolean {
    const entry = this.#armed.find(({ fault, left }) => left > 0 && fits(fault));
    if (entry === undefined) return false;
    entry.left -= 1;
    return true;
  }
}
