import type { Step } from "./journal-script.js";

/** A stream of numbers from 0 (inclusive) to 1 (exclusive) that is the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ScriptOptions {
  readonly steps: number;
  readonly random: () => number;
  /** How many of a hundred steps acknowledge something; 18 keep up with what comes. */
  readonly acknowledge?: number;
}

/** What a device may do with its journal, at random. */
export function randomScript({ steps, random, acknowledge = 18 }: ScriptOptions): Step[] {
  return Array.from({ length: steps }, () => randomStep(random, acknowledge));
}

function randomStep(random: () => number, acknowledge: number): Step {
  const below = (limit: number): number => Math.floor(random() * limit);
  const dice = below(100);
  if (dice < 60) {
    const resource = ["temperature", "humidity", "door"][below(3)] ?? "door";
    return below(10) === 0 ? { do: "append", resource, length: 1 + below(200) } : { do: "append", resource };
  }
  if (dice < 75) return { do: "take", most: 1 + below(20) };
  if (dice < 75 + acknowledge) return { do: "acknowledge", newest: below(3) === 0 };
  switch (below(4)) {
    case 0:
      return { do: "rewind" };
    case 1:
      return { do: "restart" };
    case 2:
      return { do: "set clock", shift: below(5000) - 2500 };
    default:
      return { do: "wait", milliseconds: below(100_000) };
  }
}
