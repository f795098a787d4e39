import type { HeapFigures } from "../../host-sim/engine/machine.js";
import { exactly, type Figure, quantile, spread } from "./figure.js";
import type { Place } from "./place.js";
import { Subject, type SubjectOptions } from "./subject.js";

/** Reports after which the heap is looked at. */
const stages = [5000, 10_000] as const;
const writes = 1000;
const reconnections = 100;

/**
 * What two equal states may differ by. A leak grows with what happened: one slot for each of 100 reconnections, or the smallest
 * chunk for each, is six times as much. What is left is a text that got a digit longer, or a timer that waits at one time and not at the other.
 */
const noise: HeapFigures = { chunkBytes: 256, slots: 16 };

/** What one program showed. */
interface Course {
  /** Only its code is there. */
  readonly loaded: HeapFigures;
  /** Logged in, the first report acknowledged. */
  readonly started: HeapFigures;
  /** After as many reports as `stages` says. */
  readonly reported: readonly HeapFigures[];
  /** Milliseconds, from the value to the PUBACK, in as many parts. */
  readonly roundTrips: readonly (readonly number[])[];
}

export interface HeapResult {
  readonly heap: readonly Figure[];
  readonly roundTrip: readonly Figure[];
  /** What has grown more than noise, in sentences. */
  readonly leaks: readonly string[];
}

/** Heap and round trips, in states that are equal: nothing is on its way. */
export async function measureHeap(place: Place): Promise<HeapResult> {
  const { cloud, programs, folder } = place;
  const common = { cloud, folder, pace: 1 };
  const bareOptions = {
    ...common,
    id: "heap-bare",
    bundle: programs.bare,
    token: await cloud.activate("heap-bare"),
  };
  const bare = await course(bareOptions, async () => {});
  const grown: Growth[] = [];
  const device = await course({ ...common, id: "heap-device", bundle: programs.device }, async (subject) => {
    grown.push(await growth(`${writes} writes`, subject, writes, (n) => write(place, subject, n)));
    grown.push(
      await growth(`${reconnections} reconnections`, subject, reconnections, () => reconnect(place, subject)),
    );
  });
  grown.unshift(
    ...stages.map((count, stage) => between(`${count} reports`, device.started, device.reported[stage])),
  );
  const engine = await idleHeap({ ...common, id: "heap-empty", bundle: programs.empty });
  return {
    heap: [
      ...pair("engine alone", engine, engine),
      ...pair("program loaded, not started", device.loaded, bare.loaded),
      ...pair("after activation", device.started, bare.started),
      ...pair("that less the engine", minus(device.started, engine), minus(bare.started, engine)),
      ...grown.flatMap(({ name, by }, at) => {
        const reported = bare.reported[at];
        return pair(
          `growth after ${name}`,
          by,
          reported === undefined ? undefined : minus(reported, bare.started),
        );
      }),
    ],
    roundTrip: [0.5, 0.99].map((share) => ({
      name: `publish to PUBACK, p${share * 100}`,
      unit: "ms",
      device: spread(device.roundTrips.map((part) => quantile(part, share))),
      bare: spread(bare.roundTrips.map((part) => quantile(part, share))),
    })),
    leaks: grown.flatMap(({ name, by }) =>
      isNoise(by) ? [] : [`after ${name} the heap has grown by ${told(by)}`],
    ),
  };
}

async function course(options: SubjectOptions, more: (subject: Subject) => Promise<void>): Promise<Course> {
  const loaded = await idleHeap(options);
  const subject = await Subject.start(options);
  try {
    await subject.reach(1);
    // The device tells what the cloud can write a second after its first login.
    if (options.token === undefined) await subject.until(() => subject.told("target") !== undefined);
    const started = await subject.heap();
    const reported: HeapFigures[] = [];
    const roundTrips: number[][] = [];
    for (const stage of stages) {
      const from = subject.roundTrips.length;
      await subject.reach(stage + 1);
      reported.push(await subject.heap());
      roundTrips.push(subject.roundTrips.slice(from).map((microseconds) => microseconds / 1000));
    }
    await more(subject);
    return { loaded, started, reported, roundTrips };
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

interface Growth {
  readonly name: string;
  readonly by: HeapFigures;
}

/** Does something once, looks, does it many times more, and looks again. */
async function growth(
  name: string,
  subject: Subject,
  times: number,
  action: (n: number) => Promise<void>,
): Promise<Growth> {
  await action(1);
  const before = await subject.heap();
  for (let n = 2; n <= times + 1; n++) await action(n);
  return between(name, before, await subject.heap());
}

/** The cloud writes a value, and the device publishes it back (CN-RES-5). */
async function write({ cloud }: Place, subject: Subject, value: number): Promise<void> {
  cloud.order({ device: "heap-device", write: value });
  await subject.until(() => subject.told("target") === value);
}

/** The connection breaks; the device comes back and reports. */
async function reconnect({ cloud }: Place, subject: Subject): Promise<void> {
  const { connections } = subject;
  cloud.order({ device: "heap-device" });
  await subject.until(() => subject.connections > connections);
  await subject.reach(subject.roundTrips.length + 1);
}

function between(name: string, before: HeapFigures, after: HeapFigures | undefined): Growth {
  if (after === undefined) throw new RangeError(`${name}: the heap was not looked at`);
  return { name, by: minus(after, before) };
}

function minus(one: HeapFigures, other: HeapFigures): HeapFigures {
  return { chunkBytes: one.chunkBytes - other.chunkBytes, slots: one.slots - other.slots };
}

function isNoise({ chunkBytes, slots }: HeapFigures): boolean {
  return chunkBytes <= noise.chunkBytes && slots <= noise.slots;
}

function told({ chunkBytes, slots }: HeapFigures): string {
  return `${chunkBytes} bytes of chunks and ${slots} slots`;
}

function pair(name: string, device: HeapFigures, bare: HeapFigures | undefined): Figure[] {
  return (["chunkBytes", "slots"] as const).map((part) => ({
    name,
    unit: part === "slots" ? "slots" : "bytes of chunks",
    device: exactly(device[part]),
    bare: bare === undefined ? undefined : exactly(bare[part]),
  }));
}
