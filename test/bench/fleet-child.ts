import type { FleetAnswer, FleetOrder } from "./fleet-process.js";
import { sum } from "./processes.js";
import { Subject } from "./subject.js";

/** A simulator with many devices in a process of its own, so that its memory and its work can be told from the bench's. */
const subjects: Subject[] = [];
/** How many start at a time. */
const abreast = 8;

async function start({ members, ...options }: FleetOrder): Promise<FleetAnswer> {
  const waiting = [...members];
  const begin = async (): Promise<void> => {
    for (let member = waiting.shift(); member !== undefined; member = waiting.shift()) {
      const subject = await Subject.start({
        ...options,
        ...member,
        pace: 1000,
        goal: Number.MAX_SAFE_INTEGER,
      });
      subjects.push(subject);
      await subject.until(() => subject.roundTrips.length > 0);
    }
  };
  await Promise.all(Array.from({ length: abreast }, begin));
  // Also asks each whether it is still there.
  await Promise.all(subjects.map((subject) => subject.until(() => true)));
  // What a start has left behind is no device's memory.
  globalThis.gc?.();
  return {
    pids: subjects.map(({ pid }) => pid),
    countedAt: performance.now(),
    reports: sum(subjects.map(({ roundTrips }) => roundTrips.length)),
  };
}

process.on("message", (order: FleetOrder) => {
  start(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failure: String(error) } satisfies FleetAnswer),
  );
});
// The devices' processes end with this one.
process.once("disconnect", () => process.exit());
