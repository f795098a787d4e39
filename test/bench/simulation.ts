import { bundleFirmware } from "../../host-sim/simulation/program.js";
import { simulate } from "../../host-sim/simulation/simulation.js";
import { type Figure, spread } from "./figure.js";

/** Each of them lives so many days. */
const seeds = [1, 2, 4, 5, 6];
const days = 120;
const day = 86_400_000;

export interface SimulationFigures {
  readonly figures: readonly Figure[];
  /** A promise that was broken, in one sentence. */
  readonly broken: readonly string[];
}

/** How much of a device's life, in the storms of its seed and with every promise watched, one core simulates in a minute. */
export async function measureSimulation(): Promise<SimulationFigures> {
  const makeProgram = await bundleFirmware();
  const broken: string[] = [];
  const years: number[] = [];
  for (const seed of seeds) {
    const begun = process.cpuUsage();
    const { violation, simulated } = simulate({ seed, until: days * day, program: makeProgram() });
    const { user, system } = process.cpuUsage(begun);
    years.push((simulated / (365 * day)) * (60_000_000 / (user + system)));
    if (violation !== undefined)
      broken.push(`Seed ${seed} breaks ${violation.invariant}: ${violation.message}.`);
  }
  return {
    figures: [
      { name: "simulated device-years per minute on one core", unit: "years", device: spread(years) },
    ],
    broken,
  };
}
