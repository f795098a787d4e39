import { uptime } from "node:os";
import systeminformation from "systeminformation";

/** One look at the computer; what it does not offer is absent. */
export interface ComputerSample {
  /** Load of all processors together, 0 to 100 %. */
  readonly load?: number;
  /** Memory in use by programs, megabytes (10⁶ bytes); caches that can be given back do not count. */
  readonly memoryUsed?: number;
  /** Whole seconds since it was started. */
  readonly uptime: number;
  /** Of the processor, °C. */
  readonly temperature?: number;
}

/** How often the computer is looked at, milliseconds. */
const interval = 2000;

/**
 * The computer's own values for the simulated device. The device asks without waiting, so the newest look is kept
 * ready; a look costs a few milliseconds and is taken only every two seconds.
 */
export class Computer {
  #latest: ComputerSample;
  #timer: NodeJS.Timeout;

  private constructor(first: ComputerSample) {
    this.#latest = first;
    this.#timer = setInterval(() => void this.#look(), interval);
    this.#timer.unref();
  }

  /** Resolves after a first look, some tenths of a second. */
  static async watch(): Promise<Computer> {
    return new Computer(await look());
  }

  sample(): ComputerSample {
    return this.#latest;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    this.#latest = await look();
  }
}

/** What cannot be read on this system is left out. */
async function look(): Promise<ComputerSample> {
  const [load, memory, temperature] = await Promise.allSettled([
    systeminformation.currentLoad(),
    systeminformation.mem(),
    systeminformation.cpuTemperature(),
  ]);
  return {
    uptime: Math.floor(uptime()),
    ...(load.status === "fulfilled" ? { load: round(load.value.currentLoad) } : {}),
    ...(memory.status === "fulfilled" ? { memoryUsed: Math.round(memory.value.active / 1e6) } : {}),
    // Without a sensor the library answers null.
    ...(temperature.status === "fulfilled" && typeof temperature.value.main === "number"
      ? { temperature: round(temperature.value.main) }
      : {}),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
