import type { DropPolicy, Lane, Loss, Outbox } from "./outbox.js";
import { prepared } from "./prepared.js";
import type { Fits, Reading, Told } from "./reading.js";
import { RecentLosses } from "./recent-losses.js";
import { Stage, type Staged } from "./stage.js";
import type { Timeline } from "./timeline.js";

export interface MemoryOutboxOptions {
  /** Readings, 1 or more. */
  capacity: number;
  timeline: Timeline;
  drop: DropPolicy;
  priorityOf(resource: string): number;
  /** Milliseconds of uptime. */
  uptime(): number;
  /** How long readings wait in a session for the clock to be set before the cloud's stamp has to do, milliseconds. */
  hold: number;
}

/** The outbox of a board without flash for it: readings in memory, which a restart forgets. */
export class MemoryOutbox implements Outbox {
  readonly kept = "memory";
  #options: MemoryOutboxOptions;
  #stage = new Stage();
  #losses = new RecentLosses();
  /** Uptime at which the session opened, milliseconds; undefined where there is none. */
  #openedAt: number | undefined;

  constructor(options: MemoryOutboxOptions) {
    if (!(options.capacity >= 1)) throw new RangeError("outbox: capacity must be at least 1 reading");
    this.#options = options;
  }

  get length(): number {
    return this.#stage.length;
  }

  add(reading: Reading): void {
    const { timeline, capacity } = this.#options;
    const time = timeline.stamp(reading.resource, reading.uptime);
    const item = { ...reading, time, isLive: this.#openedAt !== undefined, batch: undefined };
    this.#stage.add(item);
    if (this.#stage.length > capacity) this.#giveUp(this.#leastWanted());
  }

  timeKnown(): void {
    this.#options.timeline.known();
    this.poll();
  }

  open(): void {
    this.#openedAt = this.#options.uptime();
    this.poll();
  }

  close(): void {
    this.#openedAt = undefined;
    this.#stage.rewind();
  }

  take(lane: Lane, fits: Fits): readonly Reading[] {
    const { timeline, uptime, hold } = this.#options;
    const now = uptime();
    const mayGo = this.#openedAt !== undefined && now - this.#openedAt >= hold;
    return this.#stage.take(
      (item) => item.isLive === (lane === "live"),
      fits,
      (item) => prepared(item, timeline, now, mayGo),
    );
  }

  sent(): void {
    // What is on its way stays in memory until the cloud has it.
  }

  putBack(batch: readonly Reading[]): void {
    this.#stage.putBack(batch);
  }

  release(batch: readonly Reading[], onReleased: (reading: Told) => void): void {
    this.#stage.release(batch, onReleased);
  }

  poll(): void {
    const { timeline } = this.#options;
    const anchor = timeline.look();
    if (anchor === undefined) return;
    // What was taken before the clock was set anew keeps the time that it had then.
    for (const item of this.#stage.items) {
      const timestamp = item.timestamp ?? timeline.timestamp(item.time);
      if (timestamp !== undefined) Object.assign(item, { timestamp });
    }
    timeline.set(anchor);
  }

  losses(): readonly Loss[] {
    return this.#losses.show();
  }

  settle(loss: Loss): void {
    this.#losses.settle(loss);
  }

  /** Of the lowest priority the oldest or the newest, one that is not on its way if there is any: the bound is memory and cannot be argued with. */
  #leastWanted(): Staged | undefined {
    const { priorityOf, drop } = this.#options;
    let least: Staged | undefined;
    for (const item of this.#stage.items) {
      if (least === undefined) least = item;
      else if ((item.batch === undefined) !== (least.batch === undefined)) {
        if (item.batch === undefined) least = item;
      } else {
        const more = priorityOf(item.resource) - priorityOf(least.resource);
        if (more < 0 || (more === 0 && drop === "newest")) least = item;
      }
    }
    return least;
  }

  #giveUp(item: Staged | undefined): void {
    if (item === undefined) return;
    this.#stage.remove(item);
    const timestamp = item.timestamp ?? this.#options.timeline.timestamp(item.time);
    this.#losses.add(item.resource, timestamp === undefined ? undefined : timestamp / 1000);
  }
}
