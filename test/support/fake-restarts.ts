import type { RestartReason, Restarts } from "../../firmware/ports/restarts.js";

/** A chip that remembers a memo as long as a test keeps it, and counts its restarts instead of carrying them out. */
export class FakeRestarts implements Restarts {
  readonly reason: RestartReason;
  memo: string | undefined;
  restarted = 0;
  writes = 0;

  constructor(reason: RestartReason = "power-on", memo?: string) {
    this.reason = reason;
    this.memo = memo;
  }

  restart(): void {
    this.restarted += 1;
  }

  readMemo(): string | undefined {
    return this.memo;
  }

  writeMemo(text: string): void {
    this.writes += 1;
    this.memo = text;
  }

  /** The chip as it comes up again. */
  next(reason: RestartReason): FakeRestarts {
    return new FakeRestarts(reason, reason === "power-on" ? undefined : this.memo);
  }
}
