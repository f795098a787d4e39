import type { TimerPort } from "../../firmware/ports/timer.js";
import type { Life } from "./life.js";
import type { Planned, WorldTime } from "./world-time.js";

/** The ESP32 compares signed 32-bit ticks. */
const longestDelay = 2 ** 31 - 1;

class Handle {
  planned: Planned | undefined;
  callback: (timer: Handle) => void;
  interval: number | undefined;

  constructor(callback: (timer: Handle) => void, interval: number | undefined) {
    this.callback = callback;
    this.interval = interval;
  }
}

/** The platform's module `timer` for one life of the device, over the world's time; its MQTT client uses the same. */
export class DeviceTimers implements TimerPort {
  #time: WorldTime;
  #life: Life;
  #waiting = 0;

  constructor(time: WorldTime, life: Life) {
    this.#time = time;
    this.#life = life;
  }

  /** Timers that are set. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whole milliseconds since power-on. */
  get ticks(): number {
    return Math.floor(this.#time.now - this.#life.bornAt);
  }

  set(callback: (timer: Handle) => void, delay = 0, repeat?: number): Handle {
    this.#life.check();
    const timer = new Handle(callback, repeat === undefined ? undefined : checked(repeat, "repeat"));
    this.#waiting += 1;
    this.#plan(timer, this.#life.bornAt + this.ticks + checked(delay, "delay"));
    return timer;
  }

  repeat(callback: (timer: Handle) => void, interval: number): Handle {
    return this.set(callback, interval, interval);
  }

  clear(timer: object | undefined): void {
    if (!(timer instanceof Handle) || timer.planned === undefined) return;
    this.#time.cancel(timer.planned);
    timer.planned = undefined;
    this.#waiting -= 1;
  }

  #plan(timer: Handle, at: number): void {
    timer.planned = this.#time.at(at, () => this.#fire(timer, at));
  }

  #fire(timer: Handle, due: number): void {
    if (!this.#life.isAlive) return;
    if (timer.interval === undefined) {
      timer.planned = undefined;
      this.#waiting -= 1;
    } else {
      this.#plan(timer, Math.max(due + timer.interval, this.#life.bornAt + this.ticks));
    }
    this.#life.run(() => timer.callback(timer));
  }
}

function checked(delay: number, name: string): number {
  if (delay >= 0 && delay <= longestDelay) return delay;
  throw new RangeError(`timer: ${name} of ${delay} ms is outside 0 to ${longestDelay}`);
}
