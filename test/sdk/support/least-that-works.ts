export interface Range {
  /** Too little. */
  readonly low: number;
  /** Enough. */
  readonly high: number;
  /** How close to look. */
  readonly step: number;
}

/**
 * The least of `low + step`, `low + 2 step`, … `high` that works, found by halving.
 *
 * @throws Error where `high` does not work: there is nothing to find then
 */
export async function leastThatWorks(
  { low, high, step }: Range,
  works: (amount: number) => Promise<boolean>,
): Promise<number> {
  if (!(await works(high))) throw new Error(`${high} is too little`);
  let [tooFew, enough] = [0, Math.round((high - low) / step)];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (await works(low + middle * step)) enough = middle;
    else tooFew = middle;
  }
  return low + enough * step;
}
