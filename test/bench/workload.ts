import Time from "time";
import Timer from "timer";
import { host } from "../../host-sim/engine/inside/host.js";

/**
 * What both programs of the bench do, inside the engine: report a number, one message at a time, until the goal is reached
 * that the bench has set; then wait for another goal. So the heap can be looked at while nothing is on its way.
 */
export class Workload {
  /** Milliseconds from one occasion to report to the next. */
  readonly pace = Number(host.config.pace);
  #count = 0;
  #goal = 0;
  /** Microseconds after power-up; undefined while nothing is on its way. */
  #sentAt: number | undefined;
  /** Readings out of flash that the cloud has acknowledged. */
  #replayed = 0;

  /** The number to report. */
  get count(): number {
    return this.#count;
  }

  /** Moves on to the next number; the clock of its round trip starts. False where it is not the time. */
  begin(): boolean {
    if (this.#sentAt !== undefined) return false;
    if (this.#count >= this.#goal) this.#goal = Number(host.call("goal", null));
    if (this.#count >= this.#goal) return false;
    this.#count++;
    this.#sentAt = Time.microseconds;
    return true;
  }

  /** The PUBACK has come. */
  acknowledged(): void {
    if (this.#sentAt === undefined) return;
    const microseconds = Time.microseconds - this.#sentAt;
    this.#sentAt = undefined;
    host.emit({ event: "round-trip", microseconds });
  }

  /** The cloud has a reading out of flash; told when it has all of them, as a board tells nobody of each. */
  replayed(): void {
    this.#replayed += 1;
    if (this.#replayed === Number(host.config.replay)) host.emit({ event: "replayed" });
  }
}

/** Milliseconds of 24.8 days, the longest that a timer takes. */
const never = 2 ** 31 - 1;

/**
 * With a pace of 0 a program is loaded and does not run: what is on the heap then is the engine and the program's code. A timer keeps
 * hold of it, or the garbage collector would take the code away.
 */
export function isOnlyLoaded(program: () => void): boolean {
  if (Number(host.config.pace) > 0) return false;
  Timer.set(program, never);
  return true;
}
