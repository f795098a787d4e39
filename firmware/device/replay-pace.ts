export interface ReplayPaceOptions {
  /** Milliseconds of uptime. */
  uptime(): number;
  /** From 0 (inclusive) to 1 (exclusive), different on every device. */
  random(): number;
  /** Upper end of the wait before the first of what was kept, milliseconds. */
  jitter: number;
  /** Readings a second, on average; 0: as fast as the cloud takes them. */
  rate: number;
}

/** Readings that go without a wait: a device that was away for a moment buries nobody. */
const atOnce = 32;
/** Readings that may go at once after the wait, where there is a rate. */
const burst = 100;

/**
 * How fast a device that was away tells what it kept. A fleet whose cloud comes back would bury it otherwise: after its first few readings
 * each device waits a while of its own and then goes no faster than its rate, a bucket of `burst` readings that fills up again. Live
 * readings do not ask here.
 */
export class ReplayPace {
  #options: ReplayPaceOptions;
  #startAt = 0;
  /** Readings that have gone in this session. */
  #gone = 0;
  #bucket = burst;
  #filledAt = 0;

  constructor(options: ReplayPaceOptions) {
    this.#options = options;
  }

  /** A session has opened. */
  open(): void {
    const { uptime, random, jitter } = this.#options;
    this.#gone = 0;
    this.#startAt = uptime() + Math.floor(random() * (jitter + 1));
  }

  /** Readings that may go now. */
  allowance(): number {
    const { uptime, rate } = this.#options;
    const now = uptime();
    if (now < this.#startAt) return Math.max(0, atOnce - this.#gone);
    if (rate === 0) return Infinity;
    this.#bucket = Math.min(burst, this.#bucket + ((now - this.#filledAt) / 1000) * rate);
    this.#filledAt = now;
    return Math.floor(this.#bucket);
  }

  sent(readings: number): void {
    this.#gone += readings;
    this.#bucket -= readings;
  }
}
