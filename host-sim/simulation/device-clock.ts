import type { Clock } from "../../firmware/device/clock.js";
import type { Life } from "./life.js";
import type { TimeOfDay } from "./time-of-day.js";
import type { WorldTime } from "./world-time.js";

export interface DeviceClockOptions {
  readonly time: WorldTime;
  readonly life: Life;
  readonly timeOfDay: TimeOfDay;
  /** The time server has answered. */
  onSet(): void;
}

/** How long a board asks for the time before it goes on without, milliseconds. */
const patience = 10_000;

/**
 * The clock of one life: at power-on it shows when the firmware was built, since the chip has no battery; then it is right whenever the
 * firmware has asked the time server and got an answer, and wrong from every step until then.
 */
export class DeviceClock implements Clock {
  #options: DeviceClockOptions;
  /** What the clock shows at uptime 0, milliseconds since 1970. */
  #zero: number;

  constructor(options: DeviceClockOptions) {
    this.#options = options;
    this.#zero = options.timeOfDay.built;
  }

  now(): number {
    return Math.max(this.#options.timeOfDay.built, Math.floor(this.#zero + this.#uptime));
  }

  uptime(): number {
    return Math.floor(this.#uptime);
  }

  synchronize(onDone: (known: boolean) => void): void {
    const { life, time, timeOfDay } = this.#options;
    life.check();
    const isAnswered = timeOfDay.isServed;
    time.after(isAnswered ? timeOfDay.answerTime() : patience, () => {
      if (isAnswered) this.#correct();
      life.run(() => onDone(isAnswered));
    });
  }

  /** Somebody or something sets the clock wrong by so much, milliseconds. */
  step(by: number): void {
    this.#zero += by;
  }

  get #uptime(): number {
    return this.#options.time.now - this.#options.life.bornAt;
  }

  #correct(): void {
    const { life, timeOfDay, onSet } = this.#options;
    if (!life.isAlive) return;
    this.#zero = timeOfDay.now - this.#uptime;
    onSet();
  }
}
