import type { ConnectorEventBody } from "../events.js";
import type { Fault, FaultKind, FaultOf, ScriptedFault } from "./fault.js";

/** A fault that is switched on. */
export interface InjectedFault {
  /** Later ones have greater numbers. */
  readonly id: number;
  readonly fault: Fault;
  /** When it ends by itself, in milliseconds since 1970; null: when it is cleared. */
  readonly until: number | null;
}

/** Whom something happens to. */
export interface Victim {
  readonly connection?: number;
  readonly device?: string;
}

interface Entry extends InjectedFault {
  left: number;
}

/**
 * Which faults are on. Those who can fail ask it: `active` for what lasts, `strike` for what happens once at a time.
 * Knows no clock: it is told the time and says when it wants to be told again.
 */
export class FaultBoard {
  readonly #emit: (now: number, event: ConnectorEventBody) => void;
  readonly #listeners = new Set<(now: number) => void>();
  #entries: Entry[] = [];
  #script: { readonly at: number; readonly line: ScriptedFault }[] = [];
  #newest = 0;

  constructor(emit: (now: number, event: ConnectorEventBody) => void) {
    this.#emit = emit;
  }

  get isQuiet(): boolean {
    return this.#entries.length === 0;
  }

  /** Number of the newest fault so far. */
  get newest(): number {
    return this.#newest;
  }

  /** When `tick` has something to do, in milliseconds since 1970; undefined: never, unless something changes. */
  get deadline(): number | undefined {
    const times = [...this.#script.map(({ at }) => at), ...this.#entries.flatMap(({ until }) => until ?? [])];
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** @param duration milliseconds; absent: until it is cleared. */
  inject(fault: Fault, now: number, duration?: number): InjectedFault {
    this.#newest += 1;
    const until = duration === undefined ? null : now + duration;
    const left = "times" in fault && fault.times !== undefined ? fault.times : Number.POSITIVE_INFINITY;
    const entry: Entry = { id: this.#newest, fault, until, left };
    this.#entries.push(entry);
    this.#emit(now, { event: "fault", phase: "injected", id: entry.id, fault });
    this.#notify(now);
    return view(entry);
  }

  /** Ends all faults and what is left of a script. */
  clear(now: number): void {
    this.#script = [];
    this.#end(() => true, now);
  }

  list(): InjectedFault[] {
    return this.#entries.map(view);
  }

  /** Adds a script that starts now. */
  schedule(script: readonly ScriptedFault[], now: number): void {
    this.#script.push(...script.map((line) => ({ at: now + line.at, line })));
    this.tick(now);
    this.#notify(now);
  }

  /** The newest fault of this kind that is on for a device, or for everyone. */
  active<Kind extends FaultKind>(
    kind: Kind,
    device?: string,
  ): { readonly id: number; readonly fault: FaultOf<Kind> } | undefined {
    return this.#entries.findLast((entry): entry is Entry & { fault: FaultOf<Kind> } =>
      concerns(entry.fault, kind, device),
    );
  }

  /** Lets a fault of this kind happen, if one is on; counts it and logs it. */
  strike<Kind extends FaultKind>(kind: Kind, victim: Victim, now: number): FaultOf<Kind> | undefined {
    const found = this.active(kind, victim.device);
    if (found === undefined) return undefined;
    const { id, fault } = found;
    this.#emit(now, { event: "fault", phase: "struck", id, fault, ...victim });
    const entry = this.#entries.find((each) => each.id === id);
    if (entry !== undefined) entry.left -= 1;
    this.#end(({ left }) => left <= 0, now);
    return fault;
  }

  /** Begins and ends what is due. */
  tick(now: number): void {
    this.#end(({ until }) => until !== null && until <= now, now);
    const due = this.#script.filter(({ at }) => at <= now);
    this.#script = this.#script.filter(({ at }) => at > now);
    for (const { line } of due) this.inject(line.fault, now, line.for);
  }

  /** Calls `listener` after every change. @returns the function that ends it. */
  subscribe(listener: (now: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #end(isOver: (entry: Entry) => boolean, now: number): void {
    const over = this.#entries.filter(isOver);
    if (over.length === 0) return;
    this.#entries = this.#entries.filter((entry) => !over.includes(entry));
    for (const { id, fault } of over) this.#emit(now, { event: "fault", phase: "ended", id, fault });
    this.#notify(now);
  }

  #notify(now: number): void {
    for (const listener of [...this.#listeners]) listener(now);
  }
}

function view({ id, fault, until }: Entry): InjectedFault {
  return { id, fault, until };
}

function concerns<Kind extends FaultKind>(
  fault: Fault,
  kind: Kind,
  device: string | undefined,
): fault is FaultOf<Kind> {
  if (fault.kind !== kind) return false;
  return !("device" in fault) || fault.device === device;
}
