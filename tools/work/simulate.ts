import { day, spelled } from "../../host-sim/simulation/faults/fault.js";
import { bundleFirmware, type DeviceProgram } from "../../host-sim/simulation/program.js";
import { shrink } from "../../host-sim/simulation/shrink.js";
import { Run, type RunOptions, type RunResult } from "../../host-sim/simulation/simulation.js";
import { storyOf } from "../../host-sim/simulation/story.js";
import type { Occurrence, Output } from "../output/output.js";

/** Milliseconds. */
const hour = 3_600_000;
const year = 365 * day;
/** How much simulated time the search for a short story may take. */
const shrinkPatience = 5 * year;
/** Lines of a story that are told, the last ones; it is longer only where it was not made short. */
const longestStory = 40;
/** Simulated time between two looks at the world outside, milliseconds. */
const stretch = 5 * day;

export interface SimulateOptions {
  readonly seed: number;
  /** Seeds from the first on. */
  readonly seeds: number;
  readonly years: number;
  /** Hour of the seed's story at which the device is plugged in. */
  readonly fromHour: number;
  /** Faults that happen; all where absent. */
  readonly only?: readonly number[];
  /** Whether a failing run is made short. */
  readonly shrink: boolean;
  /** Prints everything that happens. */
  readonly trace: boolean;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Simulates seed after seed and tells what came out. @returns how many broke a promise. */
export async function simulateSeeds(options: SimulateOptions): Promise<number> {
  const makeProgram = await bundleFirmware();
  let failures = 0;
  for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
    if (options.signal.aborted) break;
    if (!(await runSeed(seed, makeProgram, options))) failures += 1;
  }
  return failures;
}

async function runSeed(
  seed: number,
  makeProgram: () => DeviceProgram,
  options: SimulateOptions,
): Promise<boolean> {
  const { output, years, trace, only, signal } = options;
  const from = options.fromHour * hour;
  const until = Math.max(from, Math.round(years * year));
  const started = process.cpuUsage();
  const result = await live(
    {
      seed,
      from,
      until,
      program: makeProgram(),
      ...(only === undefined ? {} : { only: new Set(only) }),
      ...(trace ? { onOccurrence: (occurrence, at) => output.event(shown(occurrence, at)) } : {}),
    },
    signal,
    (done) => output.progress(`seed ${seed}`, done),
  );
  if (signal.aborted && result.violation === undefined) return true;
  output.event(summary(seed, result, process.cpuUsage(started)));
  const { violation } = result;
  if (violation === undefined) return true;
  const failed = { ...result, violation };
  const { part, result: short } = options.shrink
    ? await shrink({
        seed,
        failed,
        from,
        patience: shrinkPatience,
        run: (each) => live({ seed, until, ...each, program: makeProgram() }, signal),
        onTry: (faults) => output.progress(`seed ${seed}: with ${faults} of ${result.faults.length} faults`),
      })
    : { part: { from, only: new Set(result.faults.map(({ number }) => number)) }, result: failed };
  for (const { at, what } of storyOf({ part, result: short }).slice(-longestStory)) {
    output.event({ event: "story", seed, at, after: spelled(at), what });
  }
  output.event({ event: "replay", seed, command: replayCommand(seed, years, part) });
  return false;
}

/** Lives through a run, and lets a Ctrl-C be heard on the way: a run does not give way by itself. */
async function live(
  options: RunOptions,
  signal: AbortSignal,
  onProgress: (done: number) => void = () => {},
): Promise<RunResult> {
  const run = new Run(options);
  while (!run.isOver && !signal.aborted) {
    run.advance(stretch);
    onProgress(run.done);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return run.finish();
}

/** `used` is the processor time of the run: years a minute are told for one core, whatever else the computer does. */
function summary(seed: number, result: RunResult, used: NodeJS.CpuUsage): Occurrence {
  const elapsed = (used.user + used.system) / 1000;
  const { violation, simulated, faults, counts, hash } = result;
  return {
    event: "simulated",
    seed,
    passed: violation === undefined,
    days: Math.round(simulated / day),
    faults: faults.length,
    starts: counts["power-on"],
    readings: counts.taken,
    yearsPerMinute: Number(((simulated / year / elapsed) * 60_000).toFixed(1)),
    hash: hash.slice(0, 16),
    ...(violation === undefined ? {} : { invariant: violation.invariant, reason: violation.message }),
  };
}

function replayCommand(
  seed: number,
  years: number,
  { from, only }: { from: number; only: ReadonlySet<number> },
): string {
  const faults = [...only].join(",");
  return `bowline simulate --seed ${seed} --years ${years} --from-hour ${from / hour} --only ${faults === "" ? "none" : faults} --no-shrink`;
}

function shown(occurrence: { kind: string }, at: number): Occurrence {
  return { event: "occurrence", at, after: spelled(at), occurrence };
}
