import type { Clock } from "../device/clock.js";
import { type Anchor, nextAnchor, timestampAt } from "./anchor.js";

export interface TimelineOptions {
  clock: Pick<Clock, "now" | "uptime">;
  /** Boot count of this run. */
  boot?: number;
  /** Device time at which it began, milliseconds; 0 where nothing is known of earlier runs. */
  start?: number;
  /** The last anchor of an earlier run, and the last device time under it. */
  anchor?: Anchor | undefined;
  until?: number;
}

/** A clock that went off by less than this, milliseconds, is not worth an anchor: the time server tells whole seconds. */
const tolerance = 1000;

/** The device's time in its two kinds: device time, which readings are taken at and which never jumps, and wall time once it is known. */
export class Timeline {
  readonly start: number;
  #clock: TimelineOptions["clock"];
  #boot: number;
  #anchor: Anchor | undefined;
  #until: number;
  #isKnown = false;
  /** Device time of the last reading of each resource, and of all. */
  #last = new Map<string, number>();
  #latest: number;

  constructor({ clock, boot = 1, start = 0, anchor, until = -1 }: TimelineOptions) {
    this.#clock = clock;
    this.#boot = boot & 0xffff;
    this.start = start;
    this.#anchor = anchor;
    this.#until = until;
    this.#latest = start;
  }

  /** The anchor of this run; undefined until the clock was set. */
  get anchor(): Anchor | undefined {
    return this.#anchor?.boot === this.#boot && this.#isKnown ? this.#anchor : undefined;
  }

  /** Device time for a reading taken at `uptime`, whole milliseconds: later than that of any reading of its resource. */
  stamp(resource: string, uptime: number): number {
    const since = this.anchor?.since ?? -1;
    const before = Math.max(this.#last.get(resource) ?? -1, since);
    const time = Math.max(this.start + Math.floor(uptime), before + 1);
    this.#last.set(resource, time);
    this.#latest = Math.max(this.#latest, time);
    return time;
  }

  /** The clock can be trusted from now on. */
  known(): void {
    this.#isKnown = true;
  }

  /**
   * Whether the clock has been set, for the first time in this run or anew: the anchor to come, which holds as soon as it is given to
   * `set`. Readings that were taken before have to be under the present anchor by then.
   */
  look(): Anchor | undefined {
    if (!this.#isKnown) return undefined;
    const time = Math.max(this.start + Math.floor(this.#clock.uptime()), this.#latest);
    const wall = this.#clock.now();
    const { anchor } = this;
    if (anchor !== undefined && Math.abs(wall - anchor.wall - (time - anchor.time)) <= tolerance)
      return undefined;
    const until = anchor === undefined ? this.#until : this.#latest;
    return nextAnchor({ boot: this.#boot, time, wall }, this.#anchor, until);
  }

  set(anchor: Anchor): void {
    this.#anchor = anchor;
  }

  /** Microseconds since 1970 of a reading of this run; undefined while the time is not known. */
  timestamp(time: number): number | undefined {
    const { anchor } = this;
    return anchor === undefined ? undefined : timestampAt(anchor, time);
  }
}
