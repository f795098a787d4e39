import { bundleFirmware } from "../../host-sim/simulation/program.js";
import { simulate } from "../../host-sim/simulation/simulation.js";
import type { Defect } from "./defect.js";

/** Where a defect shows. */
export interface Find {
  readonly seed: number;
  /** Simulated days until then, rounded up. */
  readonly days: number;
  readonly invariant: string;
  readonly message: string;
}

const day = 86_400_000;

/** Simulates the firmware with a defect, seed after seed, each for so many days, until a promise is broken. */
export async function hunt(
  { substitutions }: Defect,
  { seeds, days }: { seeds: readonly number[]; days: number },
): Promise<Find | undefined> {
  const makeProgram = await bundleFirmware(substitutions);
  for (const seed of seeds) {
    const { violation } = simulate({ seed, until: days * day, program: makeProgram() });
    if (violation === undefined) continue;
    const { invariant, message, at } = violation;
    return { seed, days: Math.ceil(at / day), invariant, message: message.split("\n")[0] ?? "" };
  }
  return undefined;
}
