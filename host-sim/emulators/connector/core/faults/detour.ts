import { ByteBudget } from "./byte-budget.js";
import type { FaultBoard } from "./fault-board.js";
import { SlowLine } from "./slow-line.js";
import { TimedQueue } from "./timed-queue.js";

/** The way of a connection's bytes while something is wrong: where they are held, slowed and counted. */
export class Detour {
  readonly inbound = new SlowLine();
  readonly outbound = new SlowLine();
  /** Whole packets that leave late; others may leave before them. */
  readonly delayed = new TimedQueue();
  readonly budget: ByteBudget;

  constructor(faults: FaultBoard) {
    this.budget = new ByteBudget(faults);
  }

  /** Nothing waits to be sent. */
  get isSent(): boolean {
    return this.outbound.isEmpty && this.delayed.isEmpty;
  }

  get unsentBytes(): number {
    return this.outbound.sizeBytes + this.delayed.sizeBytes;
  }

  /** When the next bytes may go, in milliseconds since 1970. */
  get dues(): readonly (number | undefined)[] {
    return [this.inbound.due, this.outbound.due, this.delayed.due];
  }
}
