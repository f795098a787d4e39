import Time from "../../time.js";
import Timer from "../../timer.js";

interface Options {
  seconds: number;
  onPing: () => void;
  onTimeout: () => void;
}

/**
 * Decides when to ping, in the SDK client's way: three quarters of the interval after the last ping whatever else was sent, and
 * after one and a half intervals without a PINGRESP the connection is dead whatever else was received.
 */
export class KeepAlive {
  #interval: number;
  #options: Options;
  #pinged = Time.ticks;
  #answered = Time.ticks;
  #timer: object;

  constructor(options: Options) {
    this.#options = options;
    this.#interval = options.seconds * 1000;
    this.#timer = Timer.repeat(() => this.#check(), this.#interval / 4);
  }

  pinged(): void {
    this.#pinged = Time.ticks;
  }

  answered(): void {
    this.#answered = Time.ticks;
  }

  close(): void {
    Timer.clear(this.#timer as ReturnType<typeof Timer.set>);
  }

  #check(): void {
    if (Time.delta(this.#answered) >= this.#interval * 1.5) this.#options.onTimeout();
    else if (Time.delta(this.#pinged) >= this.#interval * 0.75 - 500) this.#options.onPing();
  }
}
