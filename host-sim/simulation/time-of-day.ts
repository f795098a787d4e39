import type { RandomStream } from "./random-stream.js";
import type { WorldTime } from "./world-time.js";

const day = 86_400_000;

/** The true time of day, and the time server that tells it. */
export class TimeOfDay {
  /** When the simulation begins, milliseconds since 1970. */
  readonly #epoch = Date.UTC(2026, 0, 1);
  /** When the firmware was built: no clock of the device shows an earlier time. */
  readonly built = this.#epoch - 30 * day;
  /** Whether the device can reach anything at all. */
  hasLink = true;
  #time: WorldTime;
  #random: RandomStream;
  /** Reasons for which the time server does not answer. */
  #stops = 0;

  constructor(time: WorldTime, random: RandomStream) {
    this.#time = time;
    this.#random = random;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#epoch + this.#time.now;
  }

  /** The time of day at a moment of the simulation, both in milliseconds. */
  at(moment: number): number {
    return this.#epoch + moment;
  }

  /** Whether the device would get an answer. */
  get isServed(): boolean {
    return this.#stops === 0 && this.hasLink;
  }

  /** Silences the time server until the returned function is called. */
  stopServer(): () => void {
    this.#stops += 1;
    return () => {
      this.#stops -= 1;
    };
  }

  /** How long an answer takes this time, milliseconds. */
  answerTime(): number {
    return this.#random.integer(50, 1500);
  }
}
