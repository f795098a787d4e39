import "./xs-globals.js";
import assert from "node:assert/strict";
import { nextAnchor } from "../../firmware/outbox/anchor.js";
import { Journal, type JournalOptions } from "../../firmware/outbox/journal/journal.js";
import type { Reading } from "../../firmware/outbox/reading.js";
import type { FlashChip } from "../../host-sim/world/flash-chip.js";
import { PowerLost } from "../../host-sim/world/flash-fate.js";

/** What a device does with its journal. */
export type Step =
  | { readonly do: "append"; readonly resource: string; readonly length?: number }
  | { readonly do: "take"; readonly most: number }
  /** The oldest or the newest batch on its way is acknowledged. */
  | { readonly do: "acknowledge"; readonly newest?: boolean }
  | { readonly do: "rewind" | "restart" }
  /** The clock is set; `shift` is by how much it is wrong, milliseconds. */
  | { readonly do: "set clock"; readonly shift: number }
  | { readonly do: "wait"; readonly milliseconds: number };

export type JournalPolicy = Omit<JournalOptions, "region">;

/** The oldest go, and all resources are alike. */
export const plainPolicy: JournalPolicy = { drop: "oldest", priorityOf: () => 0 };

/** A reading as the script made it. */
interface Made {
  readonly id: number;
  readonly resource: string;
  /** Whether the journal said that it is in flash, and whether it said that it noted the acknowledgement. */
  accepted: boolean;
  released: boolean;
  /** The power failed while it was written or noted. */
  acceptedMaybe: boolean;
  releasedMaybe: boolean;
  timestamp: number | undefined;
}

/** A wall clock that runs on while the device is off. */
const epoch = Date.UTC(2026, 0, 1);

/**
 * A device that writes to its journal and reads from it, restarted after each power cut, and a ledger of what must be true. It throws an
 * AssertionError as soon as a reading is sent that was never made, changed, out of order, or with another timestamp than before.
 */
export class JournalScript {
  readonly made: Made[] = [];
  readonly chip: FlashChip;
  journal: Journal;
  cuts = 0;
  /** Flash fails without a power cut, too: an acknowledgement may not be noted. */
  isWorn = false;
  #options: JournalPolicy;
  #real = epoch;
  #bootedAt = epoch;
  #lastTime = -1;
  #onTheirWay: (readonly Reading[])[] = [];
  /** Newest id sent of each resource since the last rewind. */
  #order = new Map<string, number>();

  constructor(chip: FlashChip, options = plainPolicy) {
    this.chip = chip;
    this.#options = options;
    this.journal = this.#start();
  }

  /** The same device at this moment, with another chip, on which the power has just failed. */
  fork(chip: FlashChip): JournalScript {
    const other = new JournalScript(chip, this.#options);
    // What was acknowledged and noted does not change any more.
    for (const made of this.made) other.made.push(made.released ? made : { ...made });
    other.isWorn = this.isWorn;
    other.#real = this.#real;
    return other;
  }

  /** Plays the steps; where the power fails it comes back and the next step follows. */
  play(steps: readonly Step[]): void {
    for (const step of steps) this.step(step);
  }

  /** False where the power failed meanwhile. */
  step(step: Step): boolean {
    try {
      this.#do(step);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
    if (this.chip.isOn) return true;
    this.restart();
    return false;
  }

  /** Comes up after a power cut, as often as the power fails on the way. */
  restart(): void {
    this.journal = this.#start();
  }

  /** Sends and acknowledges everything, and holds what arrives against the ledger. `mayLose`: flash was too small for it all. */
  settle({ mayLose = false } = {}): void {
    this.step({ do: "rewind" });
    while (!this.#drain()) this.restart();
    const lost = new Map<string, number>();
    for (const { resource, accepted, released, acceptedMaybe, releasedMaybe } of this.made) {
      if (accepted && !released && !releasedMaybe && !acceptedMaybe)
        lost.set(resource, (lost.get(resource) ?? 0) + 1);
    }
    if (!mayLose) assert.deepEqual([...lost], [], "accepted and lost");
    for (const [resource, count] of lost) {
      const told = this.journal.losses.get(resource)?.count ?? 0;
      // Behind a worn-out block there may be no page to count in before the next is erased.
      if (!this.isWorn)
        assert.ok(told >= count, `${resource}: ${count} are missing, ${told} were counted as given up`);
    }
    assert.equal(this.journal.waiting, 0, "nothing waits any more");
  }

  /** Everything goes and is acknowledged; false where the power failed meanwhile. */
  #drain(): boolean {
    try {
      // After a power cut the next run has to learn the time again.
      this.#do({ do: "set clock", shift: 0 });
      for (let batch = this.#take(100); batch.length > 0; batch = this.#take(100)) this.#release(batch);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
    return this.chip.isOn;
  }

  #do(step: Step): void {
    switch (step.do) {
      case "append":
        return this.#append(step.resource, step.length);
      case "take": {
        const batch = this.#take(step.most);
        if (batch.length > 0) this.#onTheirWay.push(batch);
        return;
      }
      case "acknowledge": {
        const batch = step.newest ? this.#onTheirWay.pop() : this.#onTheirWay.shift();
        if (batch !== undefined) this.#release(batch);
        return;
      }
      case "rewind":
        return this.#rewind();
      case "restart":
        return this.restart();
      case "set clock": {
        const { anchor, until } = this.journal.lastAnchor;
        const seen = { boot: this.journal.boot & 0xffff, time: this.#now(), wall: this.#real + step.shift };
        this.journal.setAnchor(nextAnchor(seen, anchor, anchor?.boot === seen.boot ? seen.time : until));
        return;
      }
      case "wait":
        this.#real += step.milliseconds;
    }
  }

  #append(resource: string, length = 0): void {
    const id = this.made.length;
    const reading: Made = {
      id,
      resource,
      accepted: false,
      released: false,
      acceptedMaybe: true,
      releasedMaybe: false,
      timestamp: undefined,
    };
    this.made.push(reading);
    const value = length === 0 ? id : `${id}:${"x".repeat(length)}`;
    const time = this.#now();
    const outcome = this.journal.append({ resource, value, quality: "good", time });
    if (outcome === "full") this.journal.refuse(resource, time);
    reading.acceptedMaybe = false;
    reading.accepted = typeof outcome === "number";
  }

  #take(most: number): readonly Reading[] {
    const batch = this.journal.replay.take((taken) => taken.length < most, this.journal.start);
    for (const reading of batch) this.#check(reading);
    return batch;
  }

  #check({ resource, value, timestamp }: Reading): void {
    const id = typeof value === "string" ? Number(value.split(":")[0]) : value;
    const made = this.made[Number(id)];
    assert.ok(made !== undefined && made.resource === resource, `never made: ${resource} ${value}`);
    assert.ok(made.accepted || made.acceptedMaybe, `sent without being accepted: ${resource} ${value}`);
    assert.ok(!made.released, `sent again after the acknowledgement was noted: ${resource} ${value}`);
    if (typeof value === "string") assert.match(value, /^\d+:x*$/);
    assert.ok(timestamp !== undefined && Number.isInteger(timestamp), `timestamp ${timestamp}`);
    made.timestamp ??= timestamp;
    assert.equal(timestamp, made.timestamp, `${resource} ${value} was sent with another timestamp before`);
    if (this.isWorn && made.releasedMaybe) return; // its acknowledgement could not be noted
    const newest = this.#order.get(resource) ?? -1;
    assert.ok(made.id > newest, `${resource}: ${made.id} after ${newest}`);
    this.#order.set(resource, made.id);
  }

  #release(batch: readonly Reading[]): void {
    const readings = batch.map(({ value }) => this.made[Number(String(value).split(":")[0])]);
    for (const reading of readings) if (reading !== undefined) reading.releasedMaybe = true;
    this.journal.replay.release(batch);
    for (const reading of readings) {
      if (reading === undefined) continue;
      reading.releasedMaybe = this.isWorn || !this.chip.isOn;
      reading.released = !reading.releasedMaybe;
    }
  }

  #rewind(): void {
    this.journal.replay.rewind();
    this.#onTheirWay = [];
    this.#order.clear();
  }

  #now(): number {
    this.#real += 1;
    this.#lastTime = Math.max(this.#lastTime + 1, this.journal.start + this.#real - this.#bootedAt);
    return this.#lastTime;
  }

  #start(): Journal {
    for (;;) {
      this.cuts += this.chip.isOn ? 0 : 1;
      this.chip.powerOn();
      try {
        const journal = this.#open();
        if (this.chip.isOn) return journal;
      } catch (error) {
        if (!(error instanceof PowerLost)) throw error;
      }
    }
  }

  #open(): Journal {
    this.#onTheirWay = [];
    this.#order.clear();
    this.#real += 5000;
    this.#bootedAt = this.#real;
    const journal = new Journal({ region: this.chip, ...this.#options });
    this.#lastTime = journal.start;
    return journal;
  }
}

/** Timestamps of each resource never repeat. */
export function assertUnique(made: readonly Made[]): void {
  const seen = new Set<string>();
  for (const { resource, timestamp } of made) {
    if (timestamp === undefined) continue;
    const key = `${resource} ${timestamp}`;
    assert.ok(!seen.has(key), `two readings at ${key}`);
    seen.add(key);
  }
}
