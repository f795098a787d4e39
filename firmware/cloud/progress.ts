import type { Stage } from "../device/device-status.js";
import { type Failure, type FailureCode, failure, isAnywhere } from "../device/failure.js";

/**
 * How far a connection came, and why it went no further. The layer that fails first knows the reason; those above it only learn that there is
 * one, so the first reason stays.
 */
export class Progress {
  #stage: Stage = "dns";
  #reason: Failure | undefined;

  /** The connection has come from one stage to another; it stays where it is in any other stage. */
  from(left: Stage, to: Stage): void {
    if (this.#stage === left) this.#stage = to;
  }

  /** It has come this far, whatever was heard of before. */
  to(stage: Stage): void {
    this.#stage = stage;
  }

  blame(reason: Failure): void {
    this.#reason ??= reason;
  }

  /** What an error means: `before` until TLS stands. */
  failureOf(before: FailureCode, detail?: unknown): Failure {
    if (this.#stage === "online") return failure("connection-lost", detail);
    return failure(this.#stage === "mqtt" ? "connect-closed" : before, detail);
  }

  /** Why the connection ended; `last` is what ended it where nobody spoke before. */
  outcome(last: Failure): Failure {
    const reason = this.#reason ?? last;
    return isAnywhere(reason) ? { ...reason, stage: this.#stage } : reason;
  }
}
