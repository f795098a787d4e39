import { spelled } from "./faults/fault.js";
import type { Shrunk } from "./shrink.js";

/** One line of a failing run, for people and for programs. */
export interface Line {
  /** Since the run began, milliseconds. */
  readonly at: number;
  readonly what: string;
}

/** The faults of a run in the order of their beginnings, and what they led to. */
export function storyOf({ part, result }: Shrunk): Line[] {
  const lines = result.faults.map(({ at, drawn, kind, number }) => ({
    at: at - part.from,
    what: `${kind} #${number}: ${drawn.words}`,
  }));
  const { at, invariant, message } = result.violation;
  return [...lines, { at: at - part.from, what: `broken: ${invariant}: ${message}` }];
}

/** `2 d 4 h  link-down #12: …` */
export function shownLine({ at, what }: Line): string {
  return `${spelled(at).padStart(12)}  ${what}`;
}
