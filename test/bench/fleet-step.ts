import { setTimeout as sleep } from "node:timers/promises";
import type { FleetState } from "./fleet-process.js";
import { memoryOf, processorTimeOf, sum } from "./processes.js";

/** Milliseconds after a start until its work is done, and over which processor time is counted. */
const settling = 2000;
const window = 4000;
/** Further devices that show in the simulator's memory. */
const fewest = 50;

/** One size of fleet. Bytes, and milliseconds of processor time in a second, are each for one device. */
export interface Step {
  readonly count: number;
  /** Acknowledged, of one device in a second. */
  readonly reports: number;
  readonly worker: number;
  /** Grown by since the first step. Undefined for too few devices: what the process itself takes and gives back would drown them. */
  readonly simulator: number | undefined;
  readonly workerTime: number;
  readonly simulatorTime: number;
  readonly connectorTime: number;
}

export interface FleetProcesses {
  readonly simulator: number;
  readonly connector: number;
  /** One a device. */
  readonly workers: readonly number[];
}

/** What the simulator held at the first step. */
export interface Baseline {
  readonly count: number;
  readonly memory: number;
}

/** Looks at a fleet that runs; `ask` has the simulator count the reports. */
export async function measureStep(
  processes: FleetProcesses,
  ask: () => Promise<FleetState>,
  first: Baseline | undefined,
): Promise<Step> {
  const { simulator, connector, workers } = processes;
  const count = workers.length;
  const look = async () => {
    const { reports, countedAt } = await ask();
    const times = [sum(workers.map(processorTimeOf)), ...[simulator, connector].map(processorTimeOf)];
    return { reports, countedAt, times, at: performance.now() };
  };
  await sleep(settling);
  const before = await look();
  await sleep(window);
  const after = await look();
  const each = (amount: number, milliseconds: number) => amount / count / (milliseconds / 1000);
  const [workerTime = 0, simulatorTime = 0, connectorTime = 0] = after.times.map((time, at) =>
    each(time - (before.times[at] ?? 0), after.at - before.at),
  );
  return {
    count,
    reports: each(after.reports - before.reports, after.countedAt - before.countedAt),
    worker: sum(workers.map(memoryOf)) / count,
    simulator: grownBy(memoryOf(simulator), count, first),
    workerTime,
    simulatorTime,
    connectorTime,
  };
}

function grownBy(memory: number, count: number, first: Baseline | undefined): number | undefined {
  if (first === undefined || count - first.count < fewest) return undefined;
  return (memory - first.memory) / (count - first.count);
}
