import type { Clock } from "../../firmware/device/clock.js";
import type { Life } from "./life.js";
import type { TimeOfDay } from "./time-of-day.js";
import type { WorldTime } from "./world-time.js";

export interface DeviceClockOptions {
  readonly time: WorldTime;
  readonly life: Life;
  readonly timeOfDay: TimeOfDay;
}

/** How long a board asks for the time before it goes on without, milliseconds. */
const patience = 10_000;
/** Between two looks at the time server while the device runs, milliseconds (lwIP's SNTP asks every hour). */
const lookInterval = 3_600_000;

/**
 * The clock of one life: at power-on it shows when the firmware was built, since the chip has no battery; then it is right as often as the
 * time server answers, and wrong from every step until the next answer.
 */
export class DeviceClock implements Clock {
  #options: DeviceClockOptions;
  /** What the clock shows at uptime 0, milliseconds since 1970. */
  #zero: number;
  #isSet = false;

  constructor(options: DeviceClockOptions) {
    this.#options = options;
    this.#zero = options.timeOfDay.built;
    this.#lookLater();
  }

  /** Whether it shows the true time, to the second. */
  get isTrue(): boolean {
    return Math.abs(this.now() - this.#options.timeOfDay.now) < 1000;
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
    this.#zero = this.#options.timeOfDay.now - this.#uptime;
    this.#isSet = true;
  }

  #lookLater(): void {
    const { life, time, timeOfDay } = this.#options;
    time.after(lookInterval, () => {
      if (!life.isAlive) return;
      if (this.#isSet && timeOfDay.isServed) this.#correct();
      this.#lookLater();
    });
  }
}
