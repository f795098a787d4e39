import { hour } from "./faults/fault.js";
import { type PlannedFault, storms } from "./plan.js";
import type { RunResult, Violation } from "./simulation.js";

export interface ShrinkOptions {
  readonly seed: number;
  /** The run that failed. */
  readonly failed: RunResult & { readonly violation: Violation };
  /** Where it began, milliseconds. */
  readonly from: number;
  /** Runs a part of the story: only these faults, from that moment on. */
  run(part: Part): Promise<RunResult>;
  /** After so much simulated time, milliseconds, the best story so far has to do. */
  readonly patience: number;
  readonly onTry?: (faults: number) => void;
}

/** A part of a seed's story that still breaks the promise. */
export interface Part {
  /** Milliseconds, a whole hour. */
  readonly from: number;
  readonly only: ReadonlySet<number>;
}

export interface Shrunk {
  readonly part: Part;
  readonly result: RunResult & { readonly violation: Violation };
}

/**
 * Looks for a short story that breaks the same promise: first by beginning later, since what fails after years seldom needs them, then by
 * leaving faults out (delta debugging, Zeller and Hildebrandt 2002). Each try is a whole run; the best story so far is the answer when
 * the patience ends.
 */
export async function shrink(options: ShrinkOptions): Promise<Shrunk> {
  const { failed, patience, onTry } = options;
  let simulated = 0;
  const attempt: Attempt = async (from, faults) => {
    if (simulated >= patience) return undefined;
    onTry?.(faults.length);
    const part = { from, only: new Set(faults.map(({ number }) => number)) };
    const result = await options.run(part);
    simulated += result.simulated;
    const { violation } = result;
    return violation?.invariant === failed.violation.invariant
      ? { part, result: { ...result, violation } }
      : undefined;
  };
  const whole: Shrunk = {
    part: { from: options.from, only: new Set(failed.faults.map(({ number }) => number)) },
    result: failed,
  };
  return withFewerFaults(await laterStart(whole, options, attempt), attempt);
}

type Attempt = (from: number, faults: readonly PlannedFault[]) => Promise<Shrunk | undefined>;

/** Keeps the last storm only, then the last two, four, … until that is enough. */
async function laterStart(
  whole: Shrunk,
  { seed, failed, from }: ShrinkOptions,
  attempt: Attempt,
): Promise<Shrunk> {
  const starts: number[] = [];
  for (const storm of storms(seed)) {
    if (storm.from > failed.violation.at) break;
    if (storm.from >= from) starts.push(storm.from);
  }
  for (let count = 1; count < starts.length; count *= 2) {
    const start = starts.at(-count);
    if (start === undefined) break;
    // Some time before, for the device to be activated and online.
    const begin = Math.max(from, Math.floor(start / hour - 1) * hour);
    const shorter = await attempt(
      begin,
      failed.faults.filter(({ at }) => at >= begin),
    );
    if (shorter !== undefined) return shorter;
  }
  return whole;
}

/** Tries to do without one half of the faults, then without a quarter, and so on down to single ones. */
async function withFewerFaults(start: Shrunk, attempt: Attempt): Promise<Shrunk> {
  let best = start;
  let faults = best.result.faults.filter(({ number }) => best.part.only.has(number));
  for (let size = Math.ceil(faults.length / 2); size >= 1; ) {
    let shorter: Shrunk | undefined;
    for (let place = 0; place < faults.length && shorter === undefined; place += size) {
      const rest = [...faults.slice(0, place), ...faults.slice(place + size)];
      shorter = await attempt(best.part.from, rest);
    }
    if (shorter === undefined) {
      if (size === 1) break;
      size = Math.ceil(size / 2);
      continue;
    }
    best = shorter;
    faults = best.result.faults.slice();
    size = Math.max(1, Math.min(size, Math.ceil(faults.length / 2)));
  }
  return best;
}
