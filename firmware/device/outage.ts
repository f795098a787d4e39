import type { OutageStore } from "../storage/outage-store.js";
import type { Clock } from "./clock.js";
import type { Stage } from "./device-status.js";

/** An absence from the cloud, as it is known at a moment. */
export interface OutageRecord {
  /** Milliseconds since 1970; absent where the device did not know the time. */
  readonly from?: number;
  readonly stage: Stage;
  readonly reason: string;
  /** Tries that failed in it. */
  readonly tries: number;
}

export interface OutageOptions {
  clock: Clock;
  /** Whether the clock can be trusted. */
  isTimeKnown(): boolean;
  /** Keeps one record over a restart; must not throw. */
  store: OutageStore;
}

/** Milliseconds of absence before it is worth a write to flash: most are over by then. */
const keepAfter = 60_000;
/** Milliseconds between two writes of one outage, as long as the stage stays the same or changes. */
const keepAgain = 3_600_000;

/**
 * "Why was I offline": from the first failure to the next accepted login, the last stage reached and why it went no further. Kept over
 * restarts with few writes: none for a short absence, one an hour at most for a long one, and only where the stage is another.
 */
export class Outage {
  #options: OutageOptions;
  #stage: Stage = "link";
  #reason = "";
  #tries = 0;
  /** Uptime of its first failure in this run, milliseconds. */
  #began: number | undefined;
  /** From a run before: when it began. */
  #inherited: number | undefined;
  /** What flash holds of the present outage. */
  #kept: { readonly stage: Stage; readonly at: number } | undefined;
  /** The outage that is over and still in flash, until the cloud knows of it or a newer one takes its place there. */
  #untold: OutageRecord | undefined;

  constructor(options: OutageOptions) {
    this.#options = options;
    const before = options.store.read();
    if (before === undefined) return;
    this.#began = options.clock.uptime();
    this.#inherited = before.from;
    this.#stage = before.stage;
    this.#reason = before.reason;
    this.#tries = before.tries;
    this.#kept = { stage: before.stage, at: this.#began };
  }

  /** As it is known now; undefined where the device is not away. */
  get record(): OutageRecord | undefined {
    if (this.#began === undefined) return undefined;
    const from = this.#from(this.#began);
    return {
      ...(from === undefined ? {} : { from }),
      stage: this.#stage,
      reason: this.#reason,
      tries: this.#tries,
    };
  }

  /** A session was lost, or a try failed. */
  failed(stage: Stage, reason: string): void {
    const now = this.#options.clock.uptime();
    this.#began ??= now;
    this.#stage = stage;
    this.#reason = reason;
    this.#tries += 1;
    if (now - this.#began >= keepAfter && this.#isNews(now)) this.keep();
  }

  /** Puts it into flash: the chip is about to restart. */
  keep(): void {
    const { record } = this;
    if (record === undefined) return;
    this.#options.store.write(record);
    this.#kept = { stage: record.stage, at: this.#options.clock.uptime() };
    this.#untold = undefined;
  }

  /** The device is back: the record of its absence, once; undefined where there was none. It stays in flash until `told`. */
  end(): OutageRecord | undefined {
    const { record } = this;
    if (this.#kept !== undefined) this.#untold = record;
    this.#kept = undefined;
    this.#began = undefined;
    this.#inherited = undefined;
    this.#tries = 0;
    return record;
  }

  /**
   * The cloud knows of an outage that `end` told of. Failure story: the session broke before the cloud had the record, a second outage was kept
   * in its place, and word of the first then erased the second, which nobody had told yet.
   */
  told(record: OutageRecord): void {
    if (record !== this.#untold) return;
    this.#options.store.erase();
    this.#untold = undefined;
  }

  #isNews(now: number): boolean {
    const kept = this.#kept;
    return kept === undefined || (kept.stage !== this.#stage && now - kept.at >= keepAgain);
  }

  #from(began: number): number | undefined {
    const { clock, isTimeKnown } = this.#options;
    if (this.#inherited !== undefined) return this.#inherited;
    return isTimeKnown() ? Math.round(clock.now() - (clock.uptime() - began)) : undefined;
  }
}
