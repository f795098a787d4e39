import type { HeapFigures } from "../../host-sim/engine/machine.js";
import { exactly, type Figure } from "./figure.js";
import { type Growth, leaksIn, minus } from "./heap-growth.js";
import type { Place } from "./place.js";
import { roundTripFigures } from "./round-trip.js";
import { Subject, type SubjectOptions } from "./subject.js";

/** Reports after which the heap is looked at. */
const stages = [5000, 10_000] as const;
const writes = 1000;
const reconnections = 100;

/** What one program showed. */
interface Course {
  /** Only its code is there. */
  readonly loaded: HeapFigures;
  /** Logged in, the first report acknowledged. */
  readonly started: HeapFigures;
  /** Since then, at each of `stages`. */
  readonly grown: readonly { readonly reports: number; readonly by: HeapFigures }[];
  /** Microseconds. */
  readonly roundTrips: readonly number[];
}

export interface HeapResult {
  readonly heap: readonly Figure[];
  readonly roundTrip: readonly Figure[];
  /** What has grown more than noise, in sentences. */
  readonly leaks: readonly string[];
}

/** Heap and round trips of one run. The heap is looked at in equal states: nothing is on its way. */
export async function measureHeap(place: Place): Promise<HeapResult> {
  const { cloud, programs, folder } = place;
  const common = { cloud, folder, pace: 1 };
  const token = await cloud.activate("heap-bare");
  const engine = await idleHeap({ ...common, id: "heap-empty", bundle: programs.empty });
  const bare = await course({ ...common, id: "heap-bare", bundle: programs.bare, token });
  const further: Growth[] = [];
  const device = await course(
    { ...common, id: "heap-device", bundle: programs.device },
    {
      // The device tells what the cloud can write a second after its first login.
      before: (subject) => subject.until(() => subject.told("target") !== undefined),
      async after(subject) {
        further.push({
          name: `${writes.toLocaleString("en")} writes`,
          device: await growth(place, subject, writes, write),
        });
        const drops = await growth(place, subject, reconnections, reconnect);
        further.push({ name: `${reconnections} reconnections`, device: drops });
      },
    },
  );
  const reports = device.grown.map((growth, at) => ({
    name: `${growth.reports.toLocaleString("en")} reports`,
    device: growth.by,
    bare: bare.grown[at]?.by,
  }));
  const growths: readonly Growth[] = [...reports, ...further];
  return {
    heap: [
      ...pair("engine alone", engine, engine),
      ...pair("program loaded, not started", device.loaded, bare.loaded),
      ...pair("after activation", device.started, bare.started),
      ...pair("that less the engine", minus(device.started, engine), minus(bare.started, engine)),
      ...growths.flatMap((each) => pair(`growth after ${each.name}`, each.device, each.bare)),
    ],
    roundTrip: roundTripFigures(device.roundTrips, bare.roundTrips),
    leaks: leaksIn(growths),
  };
}

/** What one program goes through and the other does not. */
interface Extra {
  /** After its first report, before anything is looked at. */
  before(subject: Subject): Promise<void>;
  /** After its last report. */
  after(subject: Subject): Promise<void>;
}

async function course(options: SubjectOptions, extra?: Extra): Promise<Course> {
  const loaded = await idleHeap(options);
  const subject = await Subject.start(options);
  try {
    await subject.reach(1);
    await extra?.before(subject);
    const started = await subject.heap();
    const grown: { reports: number; by: HeapFigures }[] = [];
    for (const reports of stages) {
      await subject.reach(1 + reports);
      grown.push({ reports, by: minus(await subject.heap(), started) });
    }
    const roundTrips = subject.roundTrips.slice(1);
    await extra?.after(subject);
    return { loaded, started, grown, roundTrips };
  } finally {
    await subject.close();
  }
}

/** Of a program that is loaded and does not run. */
async function idleHeap(options: SubjectOptions): Promise<HeapFigures> {
  const subject = await Subject.start({ ...options, pace: 0 });
  try {
    return await subject.heap();
  } finally {
    await subject.close();
  }
}

type Action = (place: Place, subject: Subject, number: number) => Promise<void>;

/** Does something once, looks, does it many times more, and looks again. */
async function growth(place: Place, subject: Subject, times: number, action: Action): Promise<HeapFigures> {
  await action(place, subject, 0);
  const before = await subject.heap();
  for (let number = 1; number <= times; number++) await action(place, subject, number);
  return minus(await subject.heap(), before);
}

/** The cloud writes a value, and the device publishes it back (CN-RES-5). */
const write: Action = async ({ cloud }, subject, number) => {
  const value = 1 + number;
  cloud.order({ device: "heap-device", write: value });
  await subject.until(() => subject.told("target") === value);
};

/** The connection breaks; the device comes back and reports. */
const reconnect: Action = async ({ cloud }, subject) => {
  const { connections } = subject;
  cloud.order({ device: "heap-device" });
  await subject.until(() => subject.connections > connections);
  await subject.reach(subject.roundTrips.length + 1);
};

function pair(name: string, device: HeapFigures, bare: HeapFigures | undefined): Figure[] {
  return (["chunkBytes", "slots"] as const).map((part) => ({
    name,
    unit: part === "slots" ? "slots" : "bytes of chunks",
    device: exactly(device[part]),
    bare: bare === undefined ? undefined : exactly(bare[part]),
  }));
}
