import type { Clock } from "../../firmware/device/clock.js";
import type { TimerHandle, TimerPort } from "../../firmware/ports/timer.js";

interface Entry {
  readonly callback: () => void;
  readonly repeat: number | undefined;
  deadline: number;
  /** Timers of one deadline fire in the order in which they were set. */
  order: number;
}

/** More callbacks than this in one `advance` are a loop that would never end. */
const mostCallbacks = 100_000;

/** Time that moves only when a test says so: the timers and the clock of a device, in step with each other. */
export class VirtualTime implements TimerPort, Clock {
  #entries = new Set<Entry>();
  #uptime = 0;
  #order = 0;
  #epoch: number;

  /** `epoch` is the time of day at which the device starts, milliseconds since 1970. */
  constructor(epoch = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  set(callback: () => void, delay = 0, repeat?: number): TimerHandle {
    if (!(delay >= 0 && delay < 2 ** 31)) throw new RangeError(`timer: a delay of ${delay} ms`);
    const entry = { callback, repeat, deadline: this.#uptime + delay, order: this.#order++ };
    this.#entries.add(entry);
    return entry;
  }

  clear(timer: TimerHandle | undefined): void {
    for (const entry of this.#entries) if (entry === timer) this.#entries.delete(entry);
  }

  now(): number {
    return this.#epoch + this.#uptime;
  }

  uptime(): number {
    return this.#uptime;
  }

  /** Somebody sets the clock: the time of day jumps by so much, the uptime does not. */
  shift(milliseconds: number): void {
    this.#epoch += milliseconds;
  }

  synchronize(onDone: (known: boolean) => void): void {
    this.set(() => onDone(true));
  }

  /** Timers that have yet to fire. */
  get pending(): number {
    return this.#entries.size;
  }

  /** Milliseconds until the next timer fires; undefined where there is none. */
  get untilNext(): number | undefined {
    const next = this.#next(Infinity);
    return next === undefined ? undefined : next.deadline - this.#uptime;
  }

  /** Lets time pass and fires what is due on the way, each timer at its own moment. */
  advance(milliseconds = 0): void {
    const end = this.#uptime + milliseconds;
    for (let count = 0; ; count++) {
      const entry = this.#next(end);
      if (entry === undefined) break;
      if (count === mostCallbacks) throw new Error("virtual time: the timers never come to rest");
      this.#uptime = Math.max(this.#uptime, entry.deadline);
      this.#entries.delete(entry);
      if (entry.repeat !== undefined) {
        entry.deadline += entry.repeat;
        entry.order = this.#order++;
        this.#entries.add(entry);
      }
      entry.callback();
    }
    this.#uptime = end;
  }

  #next(end: number): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.deadline > end) continue;
      if (
        first === undefined ||
        entry.deadline < first.deadline ||
        (entry.deadline === first.deadline && entry.order < first.order)
      ) {
        first = entry;
      }
    }
    return first;
  }
}
