import { hour, minute, second } from "./faults/fault.js";
import type { Occurrence } from "./occurrence.js";

/** Timestamps run slow for so long after a clock was set back, milliseconds, so that they keep their order (`outbox/anchor.ts`). */
const slowing = hour + 10 * minute;

/** A clock that is off by more may put timestamps out of order once, when it is set right, milliseconds: the truth counts then. */
const longestSlowing = 55 * minute;

/** From the time server's answer until what it said is in flash, milliseconds: an erase or two. A power cut in between takes it along. */
const writingDown = second;

/** When the device could not know the time, whatever it does. */
export class ClockDoubt {
  /** From a step of the clock until the time server has been asked and what it corrected is over. */
  #spans: { readonly from: number; readonly by: number; until: number }[] = [];
  /** Lives in which the clock was set at some time. */
  #lives = new Set<number>();
  #life = 0;
  #setAt = -Infinity;

  hear(occurrence: Occurrence, at: number): void {
    if (occurrence.kind === "power-on") this.#life = occurrence.life;
    if (occurrence.kind === "power-lost" && at - this.#setAt < writingDown) this.#lives.delete(this.#life);
    if (occurrence.kind !== "clock") return;
    if (occurrence.why === "stepped") {
      this.#spans.push({ from: at, by: occurrence.by, until: Infinity });
      if (this.#spans.length > 100) this.#spans.shift();
      return;
    }
    if (!this.#lives.has(this.#life)) this.#setAt = at;
    this.#lives.add(this.#life);
    for (const span of this.#spans) if (span.until === Infinity) span.until = at + slowing;
  }

  /** Whether the device can know when something of that life happened. */
  isKnown(life: number): boolean {
    return this.#lives.has(life);
  }

  /** Whether the clock was wrong at that moment. */
  at(moment: number): boolean {
    return this.#spans.some(({ from, until }) => from <= moment && moment <= until);
  }

  /** Whether timestamps given between the two may be out of order. */
  mayReorder(first: number, last: number): boolean {
    const met = this.#spans.filter(({ from, until }) => from <= last && first <= until);
    return met.reduce((sum, { by }) => sum + Math.abs(by), 0) > longestSlowing;
  }
}
