import type { Value } from "../resources/value.js";

/** One value of one resource on its way to the cloud. */
export interface Reading {
  readonly resource: string;
  readonly value: Value;
  /** When it was taken, milliseconds of uptime. */
  readonly uptime: number;
}

/**
 * Readings between the sensors and the cloud, oldest first, in memory and bounded. One leaves only when the cloud has acknowledged it,
 * or when the outbox is full and it is the oldest that is not on its way; that is told through `onLost`.
 */
export class Outbox {
  #capacity: number;
  #onLost: (reading: Reading) => void;
  /** In the order of arrival, which is the order in which each resource reaches the cloud. */
  #readings: Reading[] = [];
  #onTheirWay = new Set<Reading>();

  /** `capacity` is a number of readings, 1 or more. */
  constructor(options: { capacity: number; onLost: (reading: Reading) => void }) {
    if (!(options.capacity >= 1)) throw new RangeError("outbox: capacity must be at least 1 reading");
    this.#capacity = options.capacity;
    this.#onLost = options.onLost;
  }

  get length(): number {
    return this.#readings.length;
  }

  add(reading: Reading): void {
    if (this.#readings.length >= this.#capacity) this.#giveUpOldest();
    this.#readings.push(reading);
  }

  /** Takes the oldest readings that are not on their way, as long as the next `fits` with those taken so far. */
  take(fits: (batch: readonly Reading[], reading: Reading) => boolean): Reading[] {
    const batch: Reading[] = [];
    for (const reading of this.#readings) {
      if (this.#onTheirWay.has(reading)) continue;
      if (batch.length > 0 && !fits(batch, reading)) break;
      batch.push(reading);
    }
    for (const reading of batch) this.#onTheirWay.add(reading);
    return batch;
  }

  /** They could not be sent after all. */
  putBack(batch: readonly Reading[]): void {
    for (const reading of batch) this.#onTheirWay.delete(reading);
  }

  /** The cloud has acknowledged them. */
  release(batch: readonly Reading[]): void {
    this.putBack(batch);
    for (const reading of batch) {
      // In place, and near the front as a rule: a copy of the list for every PUBACK would wear a small heap out.
      const index = this.#readings.indexOf(reading);
      if (index >= 0) this.#readings.splice(index, 1);
    }
  }

  /** Whatever was on its way goes again, in the old order: the connection was lost. */
  rewind(): void {
    this.#onTheirWay.clear();
  }

  /** Takes out and returns the readings of which `unwanted` says so. */
  withdraw(unwanted: (reading: Reading) => boolean): Reading[] {
    const withdrawn = this.#readings.filter(unwanted);
    this.release(withdrawn);
    return withdrawn;
  }

  #giveUpOldest(): void {
    // Where everything is on its way the oldest goes all the same: the bound is memory and cannot be argued with.
    const index = this.#readings.findIndex((reading) => !this.#onTheirWay.has(reading));
    const [lost] = this.#readings.splice(Math.max(0, index), 1);
    if (lost === undefined) return;
    this.#onTheirWay.delete(lost);
    this.#onLost(lost);
  }
}
