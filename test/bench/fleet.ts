import { availableParallelism, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bundle } from "../../host-sim/engine/bundle.js";
import { exactly, type Figure } from "./figure.js";
import { type FleetMember, startFleetProcess } from "./fleet-process.js";
import type { Place } from "./place.js";
import { freeMemory, memoryOf, processorTimeOf, sum } from "./processes.js";

/** Milliseconds after a start until its work is done, and over which processor time is counted. */
const settling = 2000;
const window = 4000;
/** A fleet does not grow where less of the memory is free. */
const leastFree = 0.15;

/** One size of fleet; bytes, and milliseconds of processor time in a second, each for one device. */
interface Step {
  readonly count: number;
  /** Acknowledged, of one device in a second. */
  readonly reports: number;
  readonly worker: number;
  readonly simulator: number;
  readonly workerTime: number;
  readonly simulatorTime: number;
  readonly connectorTime: number;
}

export interface FleetResult {
  readonly figures: readonly Figure[];
  readonly sentences: readonly string[];
}

/** How many devices this computer holds, and what each takes; every one reports once a second. */
export async function measureFleet(place: Place, sizes: readonly number[]): Promise<FleetResult> {
  const { programs, cloud } = place;
  const bare = await fleet(place, programs.bare, sizes, async (number) => {
    const id = `fleet-bare-${number}`;
    return { id, token: await cloud.activate(id) };
  });
  const device = await fleet(place, programs.device, sizes, async (number) => ({ id: `fleet-${number}` }));
  const sentences = [device.stopped, bare.stopped].filter((sentence) => sentence !== undefined);
  const last = device.steps.at(-1);
  if (last !== undefined) sentences.unshift(...estimate(last));
  return { figures: device.steps.flatMap((step, at) => rows(step, bare.steps[at])), sentences };
}

async function fleet(
  { cloud, folder }: Place,
  bundle: Bundle,
  sizes: readonly number[],
  member: (number: number) => Promise<FleetMember>,
): Promise<{ steps: Step[]; stopped: string | undefined }> {
  const steps: Step[] = [];
  const simulator = startFleetProcess();
  const { host, connectorId, domain, port, ca } = cloud;
  const order = { bundle, folder, cloud: { host, connectorId, domain, port, ca } };
  try {
    await simulator.grow({ ...order, members: [] });
    const empty = memoryOf(simulator.pid);
    let running = 0;
    for (const size of sizes) {
      if (freeMemory() < leastFree) return { steps, stopped: `Stopped before ${size}: memory runs short.` };
      const members: FleetMember[] = [];
      for (; running < size; running++) members.push(await member(running));
      const { pids } = await simulator.grow({ ...order, members });
      await sleep(settling);
      const look = async () => {
        const { reports } = await simulator.grow({ ...order, members: [] });
        return [reports, sum(pids.map(processorTimeOf)), ...[simulator.pid, cloud.pid].map(processorTimeOf)];
      };
      const before = await look();
      await sleep(window);
      const after = await look();
      const each = after.map((value, at) => (value - (before[at] ?? 0)) / size / (window / 1000));
      const [reports = 0, workerTime = 0, simulatorTime = 0, connectorTime = 0] = each;
      steps.push({
        count: size,
        reports,
        worker: sum(pids.map(memoryOf)) / size,
        simulator: (memoryOf(simulator.pid) - empty) / size,
        workerTime,
        simulatorTime,
        connectorTime,
      });
    }
    return { steps, stopped: undefined };
  } catch (error) {
    return { steps, stopped: `Stopped after ${steps.at(-1)?.count ?? 0}: ${String(error)}.` };
  } finally {
    await simulator.close();
  }
}

const columns: readonly (readonly [name: string, unit: string, of: (step: Step) => number])[] = [
  ["reports", "1/s", ({ reports }) => reports],
  ["memory of its process", "MB", ({ worker }) => worker / 1e6],
  ["memory in the simulator", "MB", ({ simulator }) => simulator / 1e6],
  ["processor, its process", "ms/s", ({ workerTime }) => workerTime],
  ["processor, simulator", "ms/s", ({ simulatorTime }) => simulatorTime],
  ["processor, Connector", "ms/s", ({ connectorTime }) => connectorTime],
];

function rows(device: Step, bare: Step | undefined): Figure[] {
  return columns.map(([name, unit, of]) => ({
    name: `${device.count} devices, each: ${name}`,
    unit,
    device: exactly(of(device)),
    bare: bare === undefined ? undefined : exactly(of(bare)),
  }));
}

/** What would run out first, if each further device took what one of the largest fleet takes. */
function estimate(step: Step): string[] {
  const time = step.workerTime + step.simulatorTime + step.connectorTime;
  const limits: readonly (readonly [number, string])[] = [
    [totalmem() / (step.worker + step.simulator), "memory"],
    [(availableParallelism() * 1000) / time, "all processors, with the Connector on the same computer"],
    [1000 / step.simulatorTime, "the one thread of the simulator"],
    [1000 / step.connectorTime, "the one thread of the Connector"],
  ];
  const [first, ...others] = limits
    .toSorted(([one], [other]) => one - other)
    .map(([count, what]) => `${what} at about ${(Math.floor(count / 10) * 10).toLocaleString("en")}`);
  return [
    `${step.count} devices ran and reported once a second.`,
    `By what each took, first runs out: ${first}; then ${others.join(", ")}.`,
  ];
}
