import { availableParallelism, totalmem } from "node:os";
import type { Bundle } from "../../host-sim/engine/bundle.js";
import { exactly, type Figure } from "./figure.js";
import { type FleetMember, startFleetProcess } from "./fleet-process.js";
import { type Baseline, measureStep, type Step } from "./fleet-step.js";
import type { Place } from "./place.js";
import { freeMemory, memoryOf } from "./processes.js";

/** A fleet does not grow where less of the memory is free. */
const leastFree = 0.15;

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
    let first: Baseline | undefined;
    let running = 0;
    for (const size of sizes) {
      if (freeMemory() < leastFree) return { steps, stopped: `Stopped before ${size}: memory runs short.` };
      const members: FleetMember[] = [];
      for (; running < size; running++) members.push(await member(running));
      const { pids } = await simulator.grow({ ...order, members });
      const processes = { simulator: simulator.pid, connector: cloud.pid, workers: pids };
      steps.push(await measureStep(processes, () => simulator.grow({ ...order, members: [] }), first));
      first ??= { count: size, memory: memoryOf(simulator.pid) };
    }
    return { steps, stopped: undefined };
  } catch (error) {
    return { steps, stopped: `Stopped after ${steps.at(-1)?.count ?? 0}: ${String(error)}.` };
  } finally {
    await simulator.close();
  }
}

const columns: readonly (readonly [name: string, unit: string, of: (step: Step) => number | undefined])[] = [
  ["reports", "1/s", ({ reports }) => reports],
  ["memory of its process", "MB", ({ worker }) => worker / 1e6],
  [
    "memory in the simulator",
    "MB",
    ({ simulator }) => (simulator === undefined ? undefined : simulator / 1e6),
  ],
  ["processor, its process", "ms/s", ({ workerTime }) => workerTime],
  ["processor, simulator", "ms/s", ({ simulatorTime }) => simulatorTime],
  ["processor, Connector", "ms/s", ({ connectorTime }) => connectorTime],
];

function rows(device: Step, bare: Step | undefined): Figure[] {
  return columns.flatMap(([name, unit, of]) => {
    const figure = of(device);
    const beside = bare === undefined ? undefined : of(bare);
    if (figure === undefined) return [];
    return {
      name: `${device.count} devices, each: ${name}`,
      unit,
      device: exactly(figure),
      bare: beside === undefined ? undefined : exactly(beside),
    };
  });
}

/** What would run out first at one report a second, if each further device took what one of the largest fleet takes. */
function estimate(step: Step): string[] {
  const { count, reports, workerTime, simulatorTime, connectorTime } = step;
  // A fleet that cannot keep up reports less often, and needs as much less time.
  const second = 1000 * reports;
  const limits: readonly (readonly [number, string])[] = [
    [totalmem() / (step.worker + (step.simulator ?? 0)), "memory"],
    [
      (availableParallelism() * second) / (workerTime + simulatorTime + connectorTime),
      "all processors, with the Connector on the same computer",
    ],
    [second / simulatorTime, "the one thread of the simulator"],
    [second / connectorTime, "the one thread of the Connector"],
  ];
  const [first, ...others] = limits
    .toSorted(([one], [other]) => one - other)
    .map(([most, what]) => `${what} at about ${(Math.floor(most / 10) * 10).toLocaleString("en")}`);
  return [
    `${count} devices ran; each had ${reports.toFixed(2)} reports a second acknowledged.`,
    `By what each took, first runs out: ${first}; then ${others.join(", ")}.`,
  ];
}
