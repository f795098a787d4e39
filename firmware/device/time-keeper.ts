import type { TimerHandle, TimerPort } from "../ports/timer.js";
import type { Clock } from "./clock.js";
import type { Log } from "./log.js";

export interface TimeKeeperOptions {
  clock: Clock;
  Timer: TimerPort;
  log: Log;
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** Longest time between two synchronisations, milliseconds; each waits between half of it and all of it. */
  longest: number;
  /** Hears of every answer of the time server, and of every silence. */
  onAnswer(known: boolean): void;
}

/** Milliseconds to the next try after a synchronisation that failed, at most: half of it to all of it. */
const retryAfter = 600_000;

/**
 * Keeps the clock right: asked at power-up, and again every 12 to 24 hours (or as `longest` says), since a crystal is off by seconds a day. A
 * time once known stays known: a silent time server makes it less exact, not wrong. Sessions notice nothing.
 */
export class TimeKeeper {
  #options: TimeKeeperOptions;
  #known = false;
  #waiting: ((known: boolean) => void)[] = [];
  #next: TimerHandle | undefined;
  #stopped = false;

  constructor(options: TimeKeeperOptions) {
    this.#options = options;
  }

  /** The clock was set by a source that can be trusted, in this run. */
  get known(): boolean {
    return this.#known;
  }

  /** Asks for the time; who asks while a question is on its way shares its answer. `onDone` comes once, after `Clock.synchronize`'s wait. */
  ask(onDone: (answered: boolean) => void): void {
    this.#stopped = false;
    this.#waiting.push(onDone);
    if (this.#waiting.length > 1) return;
    const { clock, Timer, log } = this.#options;
    try {
      clock.synchronize((answered) => this.#answered(answered));
    } catch (error) {
      // No socket is left, or no memory for one: as good as a server that does not answer.
      log.warning("clock", `the time server cannot be asked: ${String(error)}`);
      Timer.set(() => this.#answered(false));
    }
  }

  /** Lets go of its timer, until somebody asks again. */
  stop(): void {
    this.#stopped = true;
    this.#options.Timer.clear(this.#next);
  }

  #answered(answered: boolean): void {
    const { Timer, random, longest, onAnswer } = this.#options;
    this.#known ||= answered;
    onAnswer(answered);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const onDone of waiting) onDone(answered);
    if (this.#stopped) return;
    const most = answered ? longest : Math.min(longest, retryAfter);
    Timer.clear(this.#next);
    this.#next = Timer.set(() => this.#again(), Math.round((most * (1 + random())) / 2));
  }

  #again(): void {
    this.ask((answered) => {
      const { log } = this.#options;
      if (answered) log.info("clock", "synchronised");
      else log.warning("clock", "the time server does not answer; asked again soon");
    });
  }
}
