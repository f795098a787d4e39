/** Readings that are remembered at most; one message has up to 100. */
const mostReadings = 128;

/** Readings of one page by their slots. */
export interface SlotRun {
  readonly block: number;
  readonly slots: readonly number[];
}

/**
 * Readings that the cloud has although flash does not say so, because it did not take the note. As long as the device runs they are not
 * sent again and not counted as lost, and the note is tried again. A restart forgets them: then they are sent once more, as they were.
 */
export class Unnoted {
  #slots = new Map<number, readonly number[]>();
  #readings = 0;

  /** One page's readings, for another try; undefined where flash knows everything. */
  get first(): SlotRun | undefined {
    for (const [block, slots] of this.#slots) return { block, slots };
    return undefined;
  }

  /** False where memory has no room for them either. */
  add({ block, slots }: SlotRun): boolean {
    if (this.#readings + slots.length > mostReadings) return false;
    this.#slots.set(block, [...this.in(block), ...slots]);
    this.#readings += slots.length;
    return true;
  }

  /** Slots of a page. */
  in(block: number): readonly number[] {
    return this.#slots.get(block) ?? [];
  }

  /** They are noted now, or the page is gone. */
  forget(block: number): void {
    this.#readings -= this.in(block).length;
    this.#slots.delete(block);
  }
}
