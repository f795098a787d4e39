/** What was given up of one resource and has not been told yet. */
export interface LossCount {
  readonly count: number;
  /** The first and the last: a timestamp in microseconds where it is known (above 1e14), else a device time in milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Sequence of the page that was being emptied when it was last counted. */
  readonly page: number;
}

/** Resources that are counted apart; what more of them lose is counted together, so that the ledger stays small. */
const mostCounted = 16;
/** No alias may contain a `$` (CN-MOD-1). */
const others = "$others";

/** Counts what is given up, by resource. */
export class LossLedger {
  #counts = new Map<string, LossCount>();

  /** Names under which something is counted. */
  get names(): Iterable<string> {
    return this.#counts.keys();
  }

  get size(): number {
    return this.#counts.size;
  }

  get(name: string): LossCount | undefined {
    return this.#counts.get(name);
  }

  /** The name under which losses of `resource` are counted. */
  nameFor(resource: string): string {
    return this.#counts.has(resource) || this.#counts.size < mostCounted ? resource : others;
  }

  add(name: string, moment: number, page: number): LossCount {
    const known = this.#counts.get(name);
    const count = {
      count: (known?.count ?? 0) + 1,
      from: known?.from ?? moment,
      to: moment,
      page,
    };
    this.#counts.set(name, count);
    return count;
  }

  /** What flash says; a count of 0 means that it was told. */
  set(name: string, count: LossCount): void {
    if (count.count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }
}
