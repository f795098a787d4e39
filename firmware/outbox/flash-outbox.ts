import type { Log } from "../device/log.js";
import type { Value } from "../resources/value.js";
import { leastTimestamp } from "./anchor.js";
import type { Journal } from "./journal/journal.js";
import type { Lane, Loss, Outbox } from "./outbox.js";
import { prepared } from "./prepared.js";
import type { Fits, Reading, Told } from "./reading.js";
import { Stage } from "./stage.js";
import type { Timeline } from "./timeline.js";

export interface FlashOutboxOptions {
  journal: Journal;
  /** Begun where the journal says. */
  timeline: Timeline;
  log: Log;
  /** Milliseconds of uptime. */
  uptime(): number;
  /** How long a reading may be in memory alone while a session is open, milliseconds. */
  late: number;
  /** How long readings wait in a session for the clock to be set before the cloud's stamp has to do, milliseconds. */
  hold: number;
}

/** Readings in memory at most; one more and all of them go to flash. */
const mostStaged = 32;

/**
 * The outbox in flash. Without a session a reading is in flash when `add` returns. In a session it goes straight out of memory, and to
 * flash only where its acknowledgement is late: as long as all is well nothing is written. What is in flash counts as accepted, and
 * leaves when the cloud has acknowledged it or the drop policy gives it up.
 */
export class FlashOutbox implements Outbox {
  readonly kept = "flash";
  #options: FlashOutboxOptions;
  #stage = new Stage();
  #openedAt: number | undefined;
  #isBroken = false;

  constructor(options: FlashOutboxOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#stage.length + this.#options.journal.waiting;
  }

  add(reading: Reading): void {
    const { timeline } = this.#options;
    const isLive = this.#openedAt !== undefined;
    const time = timeline.stamp(reading.resource, reading.uptime);
    this.#stage.add({ ...reading, time, isLive, batch: undefined });
    if (!isLive || this.#stage.length > mostStaged) this.#store();
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
    this.#store();
    this.#options.journal.replay.rewind();
  }

  take(lane: Lane, fits: Fits): readonly Reading[] {
    const { journal, timeline, uptime } = this.#options;
    const now = uptime();
    const mayGo = this.#mayGo;
    if (lane === "live") {
      return this.#stage.take(
        ({ isLive }) => isLive,
        fits,
        (item) => prepared(item, timeline, now, mayGo),
      );
    }
    // What flash could not take waits in memory.
    const left = this.#stage.take(
      ({ isLive }) => !isLive,
      fits,
      (item) => prepared(item, timeline, now, mayGo),
    );
    if (left.length > 0) return left;
    return this.#readable(() => journal.replay.take(fits, timeline.start)) ?? [];
  }

  sent(batch: readonly Reading[]): void {
    this.#options.journal.replay.sent(batch);
  }

  putBack(batch: readonly Reading[]): void {
    this.#stage.putBack(batch);
    this.#options.journal.replay.putBack(batch);
  }

  release(batch: readonly Reading[], onReleased: (reading: Told) => void): void {
    const { replay } = this.#options.journal;
    this.#stage.release(batch, onReleased);
    this.#readable(() => replay.forEach(batch, onReleased));
    this.#readable(() => replay.release(batch));
  }

  poll(): void {
    const { journal, timeline, uptime, late } = this.#options;
    const anchor = timeline.look();
    if (anchor !== undefined) {
      // What was taken before the clock was set anew belongs to the time before.
      if (timeline.anchor !== undefined) this.#store();
      timeline.set(anchor);
      // In flash at once where it is needed there, or where what flash holds of this run was a mistake: after a power cut it would hold
      // true timestamps back. Else with the first reading that gets there.
      const isMistaken = journal.lastAnchor.anchor?.boot === anchor.boot;
      if (journal.waiting > 0 || journal.losses.size > 0 || isMistaken)
        this.#readable(() => journal.setAnchor(anchor));
    }
    this.#readable(() => journal.replay.noteAgain());
    const [oldest] = this.#stage.items;
    if (oldest !== undefined && uptime() - oldest.uptime >= late) this.#store();
  }

  losses(): readonly Loss[] {
    const losses = this.#options.journal.losses.show().map(([resource, { count, from, to }]) => ({
      resource,
      count,
      from: this.#wall(from),
      to: this.#wall(to),
    }));
    // Like readings they wait for the clock: told without their time now and with it after a power cut, they would count as two.
    return losses.filter(({ from }) => from !== undefined || this.#mayGo);
  }

  settle({ resource, count }: Loss): void {
    this.#readable(() => this.#options.journal.settle(resource, count));
  }

  /** Whether the session has waited long enough for the clock to be set. */
  get #mayGo(): boolean {
    const { uptime, hold } = this.#options;
    return this.#openedAt !== undefined && uptime() - this.#openedAt >= hold;
  }

  #wall(moment: number): number | undefined {
    const timestamp = moment > leastTimestamp ? moment : this.#options.timeline.timestamp(moment);
    return timestamp === undefined ? undefined : timestamp / 1000;
  }

  /** Puts all that is in memory into flash, in order; what is on its way as well. */
  #store(): void {
    const { journal, timeline } = this.#options;
    const { anchor } = timeline;
    for (const item of [...this.#stage.items]) {
      if (isTooLong(item.value, journal.longestValue)) continue;
      const { resource, value, time, quality = "good", batch } = item;
      const position = this.#readable(() => {
        if (anchor !== undefined && journal.lastAnchor.anchor !== anchor) journal.setAnchor(anchor);
        return journal.append({ resource, value, time, quality });
      });
      if (position === undefined || position === "failed") {
        this.#broken();
        break;
      }
      this.#isBroken = false;
      // What is on its way may still arrive: without a place in flash it waits for that in memory.
      if (position === "full" && batch !== undefined) continue;
      this.#stage.remove(item);
      if (position === "full") this.#readable(() => journal.refuse(resource, time));
      else if (batch !== undefined) journal.replay.adopt(batch, position);
    }
    // Flash does not take them, or they are too long for it.
    while (this.#stage.length > mostStaged) this.#giveUpOldest();
  }

  #giveUpOldest(): void {
    const { journal } = this.#options;
    const item = this.#stage.items.find(({ batch }) => batch === undefined) ?? this.#stage.items[0];
    if (item === undefined) return;
    this.#stage.remove(item);
    this.#readable(() => journal.refuse(item.resource, item.time));
  }

  #broken(): void {
    if (!this.#isBroken)
      this.#options.log.error(
        "outbox",
        `flash takes no readings; the last ${mostStaged} are kept in memory, which a restart forgets`,
      );
    this.#isBroken = true;
  }

  /** Undefined where flash cannot even be read. */
  #readable<Result>(use: () => Result): Result | undefined {
    try {
      return use();
    } catch (error) {
      if (!this.#isBroken) this.#options.log.error("outbox", `flash fails: ${String(error)}`);
      this.#isBroken = true;
      return undefined;
    }
  }
}

function isTooLong(value: Value, longest: number): boolean {
  if (typeof value !== "string" || value.length * 3 <= longest) return false;
  return value.length > longest || ArrayBuffer.fromString(value).byteLength > longest;
}
