import { type Figure, spread } from "./figure.js";
import type { Place } from "./place.js";
import { Subject, type SubjectOptions } from "./subject.js";

const runs = 9;
/** Of the programs that report on their own, milliseconds; the product keeps to its own intervals. */
const pace = 1000;

/**
 * From power-up, which spawns the engine's process, to the first acknowledged report: with flash empty, so with an activation, and
 * again with the token in flash. The bare client is given a token from the beginning, so it stands beside both.
 */
export async function measureStart({ cloud, programs, folder }: Place): Promise<Figure[]> {
  const token = await cloud.activate("start-bare");
  const first: number[] = [];
  const second: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const device = { cloud, folder, pace, bundle: programs.product, id: `start-${run}` };
    const times = [
      await timeToReport(device),
      await timeToReport(device),
      await timeToReport({ ...device, bundle: programs.bare, id: "start-bare", token }),
    ] as const;
    if (run === 0) continue; // fills the caches
    first.push(times[0]);
    second.push(times[1]);
    bare.push(times[2]);
  }
  return [
    { name: "first start, with activation", unit: "ms", device: spread(first), bare: spread(bare) },
    { name: "second start, token in flash", unit: "ms", device: spread(second), bare: spread(bare) },
  ];
}

async function timeToReport(options: SubjectOptions): Promise<number> {
  const subject = await Subject.start(options);
  try {
    await subject.until(() => subject.firstReport !== undefined);
    return subject.firstReport ?? 0;
  } finally {
    await subject.close();
  }
}
