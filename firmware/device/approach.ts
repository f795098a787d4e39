import type { Network } from "../ports/network.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import type { Absence } from "./absence.js";
import type { Clock } from "./clock.js";
import { type Failure, failure } from "./failure.js";
import type { Log } from "./log.js";
import type { RecoveryStep } from "./recovery.js";
import type { TimeKeeper } from "./time-keeper.js";

export interface ApproachOptions {
  Timer: TimerPort;
  clock: Clock;
  log: Log;
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number;
  network: Network;
  /** The network is up: comes before anything is sent through it. */
  seedTLS(): void;
  time: TimeKeeper;
  absence: Absence;
}

/** Comes from timers only. */
export interface ApproachCallbacks {
  /** The link is up for the first time, and the time is asked for. */
  onLink(): void;
  /** Link and time are there, or as good as they get: now. */
  onTry(): void;
  /** It would be time to try, and there is no network. */
  onNoLink(reason: Failure): void;
}

/** How long a device without a link waits before it looks what could be mended, milliseconds. */
const linkPatience = 60_000;
/** The link is back: the longest wait before the next try, milliseconds. A fleet behind one access point must not try together. */
const afterLink = 2000;
/** For the link to come back after a restart of the network, milliseconds. */
const networkPatience = 15_000;

/**
 * Leads to each try: waits for the link, the time and the end of the back-off, and mends before the try what the absence calls for. Sessions
 * are none of its business: a link that is back in time finds them alive, as TCP has it.
 */
export class Approach {
  #options: ApproachOptions;
  #callbacks: ApproachCallbacks;
  /** `waiting`: a try is due some time; with `hasty` sooner, if the link comes back. */
  #phase: "idle" | "link" | "time" | "waiting" = "idle";
  #hasty = false;
  #timer: TimerHandle | undefined;
  /** Uptime of the next try, milliseconds. */
  #dueAt: number | undefined;

  constructor(options: ApproachOptions, callbacks: ApproachCallbacks) {
    this.#options = options;
    this.#callbacks = callbacks;
  }

  /** Milliseconds until the next try; undefined where none is planned. */
  get retryIn(): number | undefined {
    return this.#dueAt === undefined ? undefined : Math.max(0, this.#dueAt - this.#options.clock.uptime());
  }

  /** Starts the network; the first try follows as soon as it can. */
  start(): void {
    const { network, log } = this.#options;
    this.#phase = "link";
    this.#wait(linkPatience, () => this.#stillNoLink());
    network.start({
      onUp: () => this.#linkUp(),
      onDown: (reason) => log.warning("network", `the link is down: ${reason}`),
    });
  }

  /** Plans the next try; `hasty` where a link that comes back is a reason to try sooner. */
  later(delay: number, hasty: boolean): void {
    this.#phase = "waiting";
    this.#hasty = hasty;
    this.#wait(delay, () => this.#mendAndBegin());
    this.#dueAt = this.#options.clock.uptime() + delay;
  }

  /** No try comes any more until `start` or `later`. */
  stop(): void {
    this.#phase = "idle";
    this.#rest();
  }

  #linkUp(): void {
    const { seedTLS, time, log, random } = this.#options;
    seedTLS();
    // Nothing is mended first: what was missing has come.
    if (this.#phase === "waiting" && this.#hasty)
      this.#wait(Math.round(random() * afterLink), () => this.#begin("socket"));
    if (this.#phase !== "link") return;
    this.#rest();
    this.#phase = "time";
    this.#callbacks.onLink();
    time.ask((known) => {
      if (this.#phase !== "time") return;
      if (!known) log.warning("clock", "no time from the network; going on with the best guess");
      this.#try();
    });
  }

  #stillNoLink(): void {
    const { network, absence } = this.#options;
    absence.failed("link", network.status().reason ?? "there is no network");
    if (absence.mend() !== "chip") this.#wait(linkPatience, () => this.#stillNoLink());
  }

  #mendAndBegin(): void {
    const step = this.#options.absence.mend();
    if (step === "chip") return this.stop();
    if (step === "network") this.#wait(networkPatience, () => this.#mendAndBegin());
    else this.#begin(step);
  }

  /**
   * A device that came up where the time could not be had asks for it again: with a wrong clock every certificate looks expired or not
   * yet valid, and it would stay outside for ever.
   */
  #begin(step: RecoveryStep): void {
    const { network, time } = this.#options;
    this.#rest();
    const { stage, reason } = network.status();
    if (stage !== "up")
      return this.#callbacks.onNoLink(failure(stage === "link" ? "no-link" : "no-address", reason));
    if (time.known && step === "socket") return this.#try();
    time.ask(() => {
      // A timer: the link came back meanwhile, and the try is planned already.
      if (this.#phase === "waiting" && this.#timer === undefined) this.#try();
    });
  }

  #try(): void {
    this.stop();
    this.#callbacks.onTry();
  }

  #wait(delay: number, then: () => void): void {
    this.#rest();
    this.#timer = this.#options.Timer.set(then, delay);
  }

  #rest(): void {
    this.#options.Timer.clear(this.#timer);
    this.#timer = undefined;
    this.#dueAt = undefined;
  }
}
