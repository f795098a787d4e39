import type { Value } from "../resources/value.js";
import type { Fits, Reading } from "./reading.js";

/** A reading in memory. */
export interface Staged extends Reading {
  readonly value: Value;
  /** Device time, milliseconds; later than that of any reading of its resource. */
  readonly time: number;
  /** Taken while a session was open: the present, which goes before what was kept. */
  isLive: boolean;
  /** The message in which it is on its way. */
  batch: readonly Reading[] | undefined;
}

/** Readings in memory, in the order in which they were taken. */
export class Stage {
  #items: Staged[] = [];

  get length(): number {
    return this.#items.length;
  }

  get items(): readonly Staged[] {
    return this.#items;
  }

  add(item: Staged): void {
    this.#items.push(item);
  }

  /** The oldest of those that `isMeant` and that are not on their way, as far as they fit; `prepare` is what is sent, undefined ends it. */
  take(
    isMeant: (item: Staged) => boolean,
    fits: Fits,
    prepare: (item: Staged) => Reading | undefined,
  ): Reading[] {
    const batch: Reading[] = [];
    for (const item of this.#items) {
      if (item.batch !== undefined || !isMeant(item)) continue;
      const reading = prepare(item);
      if (reading === undefined || (batch.length > 0 && !fits(batch, reading))) break;
      batch.push(reading);
      item.batch = batch;
    }
    return batch;
  }

  /** They could not be sent. */
  putBack(batch: readonly Reading[]): void {
    for (const item of this.#items) if (item.batch === batch) item.batch = undefined;
  }

  /** The connection is gone: nothing is on its way, and nothing is the present any more. */
  rewind(): void {
    for (const item of this.#items) {
      item.batch = undefined;
      item.isLive = false;
    }
  }

  /** Takes out those of a batch; each is told first. */
  release(batch: readonly Reading[], visit: (item: Staged) => void): void {
    // In place, and near the front as a rule: a copy of the list for every PUBACK would wear a small heap out.
    for (let index = 0; index < this.#items.length; ) {
      const item = this.#items[index];
      if (item?.batch !== batch) index += 1;
      else {
        visit(item);
        this.#items.splice(index, 1);
      }
    }
  }

  remove(item: Staged): void {
    const index = this.#items.indexOf(item);
    if (index >= 0) this.#items.splice(index, 1);
  }
}
