/**
 * How long to wait before the next try: exponential with full jitter, `floor + random × (min(cap, first × 2ⁿ) - floor)`.
 * Jitter over the whole span keeps a fleet that lost its cloud together from coming back together.
 */
export interface BackOffOptions {
  /** Upper end of the first wait, milliseconds. */
  first: number;
  /** Upper end of any wait, milliseconds. */
  cap: number;
  /** Lower end of any wait, milliseconds; 0 where absent. */
  floor?: number;
  /** A connection that stood this long, milliseconds, makes the next failure a first one. */
  stable: number;
  /** From 0 (inclusive) to 1 (exclusive). */
  random: () => number;
}

export class BackOff {
  #options: BackOffOptions;
  #failures = 0;

  /** Throws a RangeError naming the option where they make no sense. */
  constructor(options: BackOffOptions) {
    if (!(options.first > 0)) throw new RangeError("back-off: first must be more than 0 ms");
    if (!(options.cap >= options.first)) throw new RangeError("back-off: cap must not be less than first");
    const floor = options.floor ?? 0;
    if (!(floor >= 0 && floor <= options.first))
      throw new RangeError("back-off: floor must lie between 0 and first");
    if (!(options.stable >= 0)) throw new RangeError("back-off: stable must be 0 ms or more");
    this.#options = options;
  }

  /** Tries that failed since the last stable connection. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure and tells the wait before the next try, whole milliseconds. */
  next(): number {
    const { first, cap, floor = 0, random } = this.#options;
    // 2^30 is far past any cap; without the bound the power would end in Infinity after a long outage.
    const limit = Math.min(cap, first * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return Math.round(floor + random() * (limit - floor));
  }

  /** Tells how long the connection stood that has just ended, milliseconds. */
  stood(milliseconds: number): void {
    if (milliseconds >= this.#options.stable) this.#failures = 0;
  }
}
