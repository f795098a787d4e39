import type { Substitution } from "../../host-sim/simulation/program.js";

/**
 * A mistake that somebody might make, put into the firmware of a test build by replacing exact texts. The product has no switches for it;
 * a text that is no longer there fails the test, and the defect has to follow the source.
 */
export interface Defect {
  readonly name: string;
  /** The mistake in a few words. */
  readonly story: string;
  readonly substitutions: readonly Substitution[];
}

/** A defect of one place. */
export function defect(name: string, story: string, file: string, find: string, replace: string): Defect {
  return { name, story, substitutions: [{ file, find, replace }] };
}
