import { freemem, totalmem, uptime } from "node:os";
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
  #latest: ComputerSample = firstLook();
  #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => void this.#look(), interval);
    this.#timer.unref();
    void this.#look();
  }

  sample(): ComputerSample {
    return this.#latest;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const [load, memory, temperature] = await Promise.allSettled([
      systeminformation.currentLoad(),
      systeminformation.mem(),
      systeminformation.cpuTemperature(),
    ]);
    this.#latest = {
      uptime: Math.floor(uptime()),
      ...(load.status === "fulfilled" ? { load: round(load.value.currentLoad) } : {}),
      ...(memory.status === "fulfilled" ? { memoryUsed: Math.round(memory.value.active / 1e6) } : {}),
      // Without a sensor the library answers null.
      ...(temperature.status === "fulfilled" && typeof temperature.value.main === "number"
        ? { temperature: round(temperature.value.main) }
        : {}),
    };
  }
}

/** What can be told at once, so that the first readings are real ones too. */
function firstLook(): ComputerSample {
  return {
    uptime: Math.floor(uptime()),
    memoryUsed: Math.round((totalmem() - freemem()) / 1e6),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
