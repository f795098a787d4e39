import { type Anchor, leastTimestamp, timestampAt } from "../anchor.js";

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
  /** The first moment of what was counted since the counts were shown. */
  #since = new Map<string, number>();

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
    if (!this.#since.has(name)) this.#since.set(name, moment);
    return count;
  }

  /**
   * The clock was set: moments before that get their timestamps, from this anchor for good. A start meets the anchor behind the counts in
   * flash and comes to the same, so that a loss that is told again has the same beginning.
   */
  resolve(anchor: Anchor): void {
    const resolved = (moment: number): number =>
      moment > leastTimestamp || moment > anchor.time ? moment : timestampAt(anchor, moment);
    for (const [name, count] of this.#counts)
      this.#counts.set(name, { ...count, from: resolved(count.from), to: resolved(count.to) });
    for (const [name, moment] of this.#since) this.#since.set(name, resolved(moment));
  }

  /** Everything that is counted, to be told now. What is counted from here on will be a loss of its own. */
  show(): readonly (readonly [name: string, count: LossCount])[] {
    this.#since.clear();
    return [...this.#counts];
  }

  /** What is left of a count when so many were told; undefined where nothing is counted. */
  without(name: string, told: number): LossCount | undefined {
    const known = this.#counts.get(name);
    if (known === undefined) return undefined;
    return { ...known, count: Math.max(0, known.count - told), from: this.#since.get(name) ?? known.from };
  }

  /** What flash says; a count of 0 means that it was told. */
  set(name: string, count: LossCount): void {
    if (count.count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }
}
