import { createHash } from "node:crypto";
import { invariants } from "./invariants/table.js";
import type { Watcher } from "./invariants/watcher.js";
import { Ledger } from "./ledger.js";
import type { Occurrence } from "./occurrence.js";
import { type PlannedFault, storms } from "./plan.js";
import type { DeviceProgram } from "./program.js";
import { World } from "./world.js";

export interface RunOptions {
  readonly seed: number;
  /** Where the run begins, milliseconds of the seed's story; 0 where absent. Faults before it do not happen. */
  readonly from?: number;
  /** Where it ends. */
  readonly until: number;
  readonly program: DeviceProgram;
  /** Only these faults happen, by number; all where absent. */
  readonly only?: ReadonlySet<number>;
  /** Hears everything. */
  readonly onOccurrence?: (occurrence: Occurrence, at: number) => void;
}

/** A promise that was broken. */
export interface Violation {
  readonly invariant: string;
  /** What happened, with the figures. */
  readonly message: string;
  /** Milliseconds since the simulation began. */
  readonly at: number;
}

export interface RunResult {
  readonly violation: Violation | undefined;
  /** Of everything that happened: the same for the same seed, time and faults. */
  readonly hash: string;
  /** How much time has passed in it, milliseconds. */
  readonly simulated: number;
  /** Faults that have begun. */
  readonly faults: readonly PlannedFault[];
  readonly counts: Readonly<Partial<Record<Occurrence["kind"], number>>>;
}

/** The life of one device through its storms, until a promise is broken or the time is over. */
export class Run {
  #options: RunOptions;
  #world: World;
  #hash = createHash("sha256");
  #counts = new Map<Occurrence["kind"], number>();
  #begun: PlannedFault[] = [];
  #violation: Violation | undefined;
  #ledger: Ledger;
  #watchers: readonly Watcher[];

  constructor(options: RunOptions) {
    const { seed, from = 0, program } = options;
    this.#options = options;
    this.#world = new World({
      seed,
      program,
      start: from,
      onOccurrence: (occurrence) => this.#hear(occurrence),
    });
    this.#ledger = new Ledger(this.#world.time);
    this.#watchers = invariants.map(({ name, watch }) =>
      watch({ world: this.#world, ledger: this.#ledger, violate: (message) => this.#break(name, message) }),
    );
    weather(this.#world, options, this.#begun);
    this.#world.begin();
  }

  get isOver(): boolean {
    return this.#violation !== undefined || this.#world.time.now >= this.#options.until;
  }

  /** How far it is, 0 to 1. */
  get done(): number {
    const { from = 0, until } = this.#options;
    return until > from ? (this.#world.time.now - from) / (until - from) : 1;
  }

  /** Lives on for so long, milliseconds. */
  advance(span: number): void {
    if (!this.isOver) this.#world.time.runUntil(Math.min(this.#options.until, this.#world.time.now + span));
  }

  /** What came of it; nothing can happen afterwards. */
  finish(): RunResult {
    return {
      violation: this.#violation,
      hash: this.#hash.digest("hex"),
      simulated: this.#world.time.now - (this.#options.from ?? 0),
      faults: this.#begun,
      counts: Object.fromEntries(this.#counts),
    };
  }

  #hear(occurrence: Occurrence): void {
    const at = this.#world.time.now;
    this.#hash.update(`${at} ${JSON.stringify(occurrence)}\n`);
    this.#counts.set(occurrence.kind, (this.#counts.get(occurrence.kind) ?? 0) + 1);
    this.#options.onOccurrence?.(occurrence, at);
    for (const watcher of this.#watchers) watcher(occurrence, at);
    this.#ledger.hear(occurrence, at);
  }

  #break(invariant: string, message: string): void {
    this.#violation ??= { invariant, message, at: this.#world.time.now };
    this.#world.time.stop();
  }
}

/** A whole run in one go. */
export function simulate(options: RunOptions): RunResult {
  const run = new Run(options);
  run.advance(Infinity);
  return run.finish();
}

/** Lets the storms of the seed come over the world, one after the other. */
function weather(world: World, { seed, only, from = 0 }: RunOptions, begun: PlannedFault[]): void {
  const { time } = world;
  const source = storms(seed);
  const next = (): void => {
    const { from: start, faults, until, calmAt } = source.next().value;
    if (start < from) return next();
    for (const fault of faults) {
      if (only !== undefined && !only.has(fault.number)) continue;
      time.at(fault.at, () => {
        begun.push(fault);
        world.tell({ kind: "fault", phase: "begins", number: fault.number });
        const end = fault.drawn.begin(world);
        time.at(fault.until, () => {
          end?.();
          world.tell({ kind: "fault", phase: "ends", number: fault.number });
        });
      });
    }
    // After the last fault's own end at the same moment.
    time.at(until + 1, () => world.help());
    time.at(calmAt, () => {
      world.tell({ kind: "calm" });
      next();
    });
  };
  next();
}
