import type { RestartReason } from "../../firmware/ports/restarts.js";
import { type DeviceExit, type EngineOptions, type RunningEngine, startEngine } from "./device-engine.js";
import type { HeapFigures } from "./machine.js";

export interface Restart {
  readonly exit: DeviceExit;
  /** How often the device has been restarted since it last ran well. */
  readonly attempt: number;
  /** Milliseconds until it starts again. */
  readonly delay: number;
}

export interface WatchdogOptions extends Omit<EngineOptions, "onExit"> {
  /** Milliseconds before the first, the second, … restart in a row; the last one holds for all that follow. */
  readonly gaps?: readonly number[];
  /** A device that ran so long, milliseconds, has run well; 60,000 where absent. */
  readonly stable?: number;
  readonly onRestart: (restart: Restart) => void;
}

export interface WatchedEngine {
  /** Of the present worker process. */
  readonly pid: number | undefined;
  /** Ends the device for good. */
  close(): Promise<void>;
  /** Switches the device off until `powerOn`. */
  cutPower(): void;
  /** Switches it on where it is off. */
  powerOn(): Promise<void>;
  heap(): Promise<HeapFigures | undefined>;
}

const defaultGaps = [300, 1000, 2000, 5000, 10_000, 30_000];
const defaultStable = 60_000;

/** What a board's chip would say of the run that follows. */
const reasons: Readonly<Record<DeviceExit["kind"], RestartReason>> = {
  crash: "abort",
  "out of memory": "abort",
  "stack overflow": "abort",
  "endless loop": "watchdog",
  restart: "software",
  "power cut": "power-on",
  closed: "power-on",
};

/**
 * Runs a device and restarts it when its firmware fails or wants to, like a board's watchdog; in growing gaps, so that
 * firmware that cannot start does not occupy the computer.
 */
export async function watchEngine(options: WatchdogOptions): Promise<WatchedEngine> {
  const watchdog = new Watchdog(options);
  await watchdog.powerOn();
  return watchdog;
}

class Watchdog implements WatchedEngine {
  #options: WatchdogOptions;
  #engine: RunningEngine | undefined;
  #attempt = 0;
  #startedAt = 0;
  #starting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Counts the times the power came or went: a start that was overtaken by a cut must not win. */
  #power = 0;
  #isOn = false;
  #hadCut = false;
  /** Why the next run begins, and what the one before left for it. */
  #reason: RestartReason = "power-on";
  #memo: string | undefined;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#engine?.pid;
  }

  async powerOn(): Promise<void> {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#attempt = 0;
    this.#starting = this.#start(++this.#power);
    await this.#starting;
  }

  cutPower(): void {
    this.#switchOff();
    this.#engine?.cutPower();
  }

  async close(): Promise<void> {
    this.#switchOff();
    // A start that is under way notices when it is done.
    await this.#starting?.catch(() => {});
    await this.#engine?.close();
  }

  async heap(): Promise<HeapFigures | undefined> {
    return this.#engine?.heap();
  }

  #switchOff(): void {
    this.#isOn = false;
    this.#reason = "power-on";
    this.#memo = undefined; // a chip's memory without power
    this.#power++;
    clearTimeout(this.#timer);
  }

  async #start(power: number): Promise<void> {
    this.#startedAt = performance.now();
    // A planned power cut strikes once; the device comes up again after it.
    const { powerCut, ...always } = this.#options;
    const options = this.#hadCut || powerCut === undefined ? always : { ...always, powerCut };
    this.#hadCut = true;
    const engine = await startEngine({
      ...options,
      start: { reason: this.#reason, memo: this.#memo },
      onMemo: (memo) => {
        if (power === this.#power) this.#memo = memo;
      },
      onExit: (exit) => this.#onExit(power, exit),
    });
    this.#engine = engine;
    if (power !== this.#power) engine.cutPower();
  }

  #onExit(power: number, exit: DeviceExit): void {
    if (power !== this.#power) return;
    // A planned cut (`powerCut`) is no failure: the device stays off until `powerOn`.
    if (exit.kind === "power cut") return this.#switchOff();
    const { gaps = defaultGaps, stable = defaultStable, onRestart } = this.#options;
    if (performance.now() - this.#startedAt >= stable) this.#attempt = 0;
    this.#reason = reasons[exit.kind];
    const delay = gaps[Math.min(this.#attempt, gaps.length - 1)] ?? 0;
    this.#attempt++;
    onRestart({ exit, attempt: this.#attempt, delay });
    this.#timer = setTimeout(() => {
      this.#starting = this.#start(power);
    }, delay);
  }
}
