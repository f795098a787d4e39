import { exactly, type Spread, spread } from "./figure.js";
import { bytesOnTheWire, capacity, powerCutPairs, powerCuts, wear } from "./outbox-flash.js";
import { measureOutboxMemory } from "./outbox-memory.js";
import { measureReplay, type Replay } from "./outbox-replay.js";
import type { Place } from "./place.js";
import type { Comparison } from "./servers/comparison.js";

export interface OutboxResult {
  readonly rows: readonly Comparison[];
  readonly verdicts: readonly { readonly sentence: string; readonly holds: boolean }[];
}

/** A week of one reading a minute. */
const week = 10_080;
const halfMegabyte = 524_288;
const roundTrip = 50;
/** Readings a second of a client that sends one after the other, twice a second. */
const slowClient = 2;

/** The outbox in flash, beside what does without it. */
export async function measureOutbox(place: Place): Promise<OutboxResult> {
  const cuts = powerCuts(10_000);
  const pairs = powerCutPairs(60);
  const room = capacity();
  const worn = wear(1_000_000);
  const replays: Replay[] = [];
  for (let run = 0; run < 3; run++) replays.push(await measureReplay(place, week, roundTrip));
  const held = await measureOutboxMemory(place.folder, week);
  const replay = spread(replays.map(({ duration }) => duration));
  const computed = spread(replays.map((each) => each.computed));
  const ratio = worn.most / worn.least;
  const onTheWire = bytesOnTheWire(week);
  const rows = [
    row("power cuts survived, each operation of 10,000", "cuts", exactly(cuts.cuts)),
    row("power cuts survived, each pair of a short script", "pairs", exactly(pairs)),
    row(
      "power cuts; each played from the start",
      "1/s",
      exactly(cuts.perSecond),
      exactly(cuts.oneByOnePerSecond),
    ),
    row("512 KB hold; as JSON", "readings", exactly(room), exactly(Math.floor(halfMegabyte / onTheWire))),
    row("programmed; as JSON", "bytes a reading", exactly(worn.bytesPerReading), exactly(onTheWire)),
    row("erases of each block, 1,000,000 readings", "erases", spread([worn.least, worn.most])),
    row(
      `a week replayed at ${roundTrip} ms; one by one at 2 Hz`,
      "ms",
      replay,
      exactly((1000 * week) / slowClient),
    ),
    row("of that, the device's process computed", "ms", computed),
    row("a week held on XS; in memory", "slots", exactly(held.flash.slots), exactly(held.memory.slots)),
    row(
      "a week held on XS; in memory",
      "bytes of chunks",
      exactly(held.flash.chunkBytes),
      exactly(held.memory.chunkBytes),
    ),
  ];
  return {
    rows,
    verdicts: [
      { sentence: `512 KB hold ${room} readings; ${week} are wanted.`, holds: room >= week },
      { sentence: `Erases: most / least is ${ratio.toFixed(3)}; 1.2 is allowed.`, holds: ratio <= 1.2 },
      {
        sentence: `A week of readings is told in ${Math.round(replay.median)} ms; 2,000 are allowed.`,
        holds: replay.median <= 2000,
      },
    ],
  };
}

/** `baseline` is what the name says behind its semicolon. */
function row(name: string, unit: string, outbox: Spread, baseline?: Spread): Comparison {
  return { name, unit, values: { outbox, ...(baseline === undefined ? {} : { baseline }) } };
}
