import type { Sample, Sensor } from "../../../firmware/resources/sensor.js";
import { readText } from "./files.js";

/** The computer's own values, as Linux tells them under /proc and /sys; what it does not tell is absent. */
export class Computer implements Sensor {
  /** Ticks since start, at the last look: of all processors, and the idle part of it. */
  #total = 0;
  #idle = 0;

  sample(): Sample {
    return {
      load: this.#load(),
      memoryUsed: memoryUsed(),
      uptime: uptimeSeconds(),
      temperature: temperature(),
    };
  }

  /** Busy share of the time since the last look, %; since the computer's start at the first. */
  #load(): number | undefined {
    const fields = readText("/proc/stat")?.split("\n", 1)[0]?.trim().split(/ +/).slice(1).map(Number);
    if (fields === undefined || fields.length < 8) return undefined;
    // user nice system idle iowait irq softirq steal; what follows is contained in user and nice.
    const total = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
    const idle = (fields[3] ?? 0) + (fields[4] ?? 0);
    const passed = total - this.#total;
    const busy = passed - (idle - this.#idle);
    this.#total = total;
    this.#idle = idle;
    return passed > 0 ? Math.min(100, Math.max(0, Math.round((1000 * busy) / passed) / 10)) : undefined;
  }
}

/** Seconds since the computer was started. */
function uptimeSeconds(): number | undefined {
  const text = readText("/proc/uptime");
  return text === undefined ? undefined : Math.floor(Number(text.split(" ", 1)[0]));
}

/** Megabytes (10⁶ bytes) that programs hold; caches that can be given back do not count. */
function memoryUsed(): number | undefined {
  const text = readText("/proc/meminfo") ?? "";
  const kibibytes = (name: string): number =>
    Number(new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(text)?.[1]);
  const used = kibibytes("MemTotal") - kibibytes("MemAvailable");
  return Number.isFinite(used) ? Math.round((used * 1024) / 1e6) : undefined;
}

/** Of the first thermal zone, °C; few virtual computers have one. */
function temperature(): number | undefined {
  const text = readText("/sys/class/thermal/thermal_zone0/temp");
  return text === undefined ? undefined : Math.round(Number(text) / 100) / 10;
}
