import "./xs-globals.js";
import { nextAnchor } from "../../firmware/outbox/anchor.js";
import { Journal, type JournalOptions } from "../../firmware/outbox/journal/journal.js";
import type { Reading } from "../../firmware/outbox/reading.js";
import type { Value } from "../../firmware/resources/value.js";
import { FlashChip, type FlashChipOptions } from "../../host-sim/world/flash-chip.js";

export const noon = Date.UTC(2026, 0, 1, 12);

/** A chip of 8 small pages, a journal on it, and a hand on both. */
export class JournalBench {
  readonly chip: FlashChip;
  journal: Journal;
  #options: Partial<Omit<JournalOptions, "region">>;
  #time = 0;

  constructor(options: Partial<Omit<JournalOptions, "region">> = {}, chip: Partial<FlashChipOptions> = {}) {
    this.chip = new FlashChip({ blockSize: 1024, blocks: 8, ...chip });
    this.#options = options;
    this.journal = this.#open();
  }

  /** A restart; nothing but flash is left. */
  restart(): this {
    this.chip.powerOn();
    this.journal = this.#open();
    return this;
  }

  /** Appends readings of `t`; their value is what is given. */
  append(...values: Value[]): this {
    for (const value of values) this.appendTo("t", value);
    return this;
  }

  appendTo(resource: string, value: Value): ReturnType<Journal["append"]> {
    this.#time = Math.max(this.#time + 1, this.journal.start);
    const outcome = this.journal.append({ resource, value, quality: "good", time: this.#time });
    if (outcome === "full") this.journal.refuse(resource, this.#time);
    return outcome;
  }

  /** Lets device time pass, milliseconds. */
  wait(milliseconds: number): this {
    this.#time += milliseconds;
    return this;
  }

  /** The clock is set; the device learns that it is `wall`. */
  setClock(wall = noon): this {
    const { anchor, until } = this.journal.lastAnchor;
    const boot = this.journal.boot & 0xffff;
    const time = Math.max(this.#time, this.journal.start);
    this.journal.setAnchor(nextAnchor({ boot, time, wall }, anchor, anchor?.boot === boot ? time : until));
    return this;
  }

  /** Appends numbers until so many pages have been begun since the chip was new. */
  fillPages(pages: number): number {
    let count = 0;
    while (this.chip.eraseCounts.reduce((sum, each) => sum + each, 0) < pages) this.append(count++);
    return count;
  }

  take(most = Infinity): readonly Reading[] {
    return this.journal.replay.take((taken) => taken.length < most, this.journal.start);
  }

  release(batch: readonly Reading[]): void {
    this.journal.replay.release(batch);
  }

  /** Values of everything that waits, as a new session finds it. */
  get waiting(): Value[] {
    this.journal.replay.rewind();
    const all = this.take();
    this.journal.replay.rewind();
    return all.map(({ value }) => value);
  }

  #open(): Journal {
    const journal = new Journal({ region: this.chip, drop: "oldest", priorityOf: () => 0, ...this.#options });
    this.#time = Math.max(this.#time, journal.start);
    return journal;
  }
}
