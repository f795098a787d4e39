import type { Fault } from "../ports/fault.js";
import type { RestartReason, Restarts } from "../ports/restarts.js";
import { decodeMemo, encodeMemo, type RunMemo } from "./run-memo.js";

/** Ends that the firmware did not ask for. */
const failures: readonly RestartReason[] = Object.freeze(["abort", "watchdog", "brown-out"]);

/** Early ends in a row after which the device starts in safe mode. */
export const mostEarly = 4;

/**
 * Why this run began, how the ones before ended, and what the next one must know of this one. Everything is in the memo at once: the next
 * thing to happen may be the end.
 */
export class RunRecord {
  readonly reason: RestartReason;
  /** The last words of a run before, until `told`. */
  #lastGasp: string;
  #isSafe: boolean;
  #restarts: Restarts;
  #memo: RunMemo;

  constructor(restarts: Restarts) {
    this.#restarts = restarts;
    this.reason = restarts.reason;
    const before = decodeMemo(restarts.readMemo());
    const failed = failures.includes(this.reason);
    const early = before.settled ? 0 : before.early;
    this.#memo = {
      ...before,
      restarts: this.reason === "power-on" ? 0 : before.restarts + 1,
      early: failed && !before.settled ? before.early + 1 : early,
      settled: false,
      trial: false,
    };
    this.#lastGasp = before.gasp;
    this.#isSafe = this.#memo.early >= mostEarly && !(before.trial && !failed);
    this.#write();
  }

  /** Restarts since power-on. */
  get count(): number {
    return this.#memo.restarts;
  }

  /** Runs in a row, up to this one, that ended early. */
  get early(): number {
    return this.#memo.early;
  }

  /** Whether this run does as little as can be: the ones before did not get far. */
  get isSafe(): boolean {
    return this.#isSafe;
  }

  get lastGasp(): string | undefined {
    return this.#lastGasp === "" ? undefined : this.#lastGasp;
  }

  /** Restarts in a row that were to mend the network. */
  get recoveries(): number {
    return this.#memo.recoveries;
  }

  /** Whether the time server has answered since power-on. */
  get hasReached(): boolean {
    return this.#memo.reached;
  }

  /** The run has lasted long enough: how it ends says nothing about how it began. */
  settle(): void {
    this.#change({ settled: true, early: 0 });
  }

  /** The time server has answered. */
  reached(): void {
    this.#change({ reached: true });
  }

  /** The session stands: the network needs no mending. */
  online(): void {
    this.#change({ recoveries: 0 });
  }

  /** The cloud knows the last words of the run before. */
  told(): void {
    this.#change({ gasp: "" });
  }

  /** The last words of this run. */
  gasp({ kind, message, position }: Fault): void {
    const what = kind === "rejection" ? `unhandled rejection: ${message}` : message;
    this.#memo = { ...this.#memo, gasp: position === undefined ? what : `${what} at ${position}` };
    this.#write();
  }

  /** Restarts the chip to mend the network. */
  restartForNetwork(): void {
    // Asked for, and not early whenever it comes.
    this.#change({ recoveries: this.#memo.recoveries + 1, settled: true });
    this.#restarts.restart();
  }

  /** Restarts the chip for a full start out of safe mode. */
  restartForTrial(): void {
    this.#change({ trial: true });
    this.#restarts.restart();
  }

  #change(change: Partial<RunMemo>): void {
    const before = encodeMemo(this.#memo);
    this.#memo = { ...this.#memo, ...change };
    // The memo may lie in flash, which wears.
    if (encodeMemo(this.#memo) !== before) this.#write();
  }

  #write(): void {
    try {
      this.#restarts.writeMemo(encodeMemo(this.#memo));
    } catch {
      // Flash that fails must not keep the device from running; the next run then knows less of this one.
    }
  }
}
