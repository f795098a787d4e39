import type { Log } from "../device/log.js";
import type { Sample, Sensor, SensorTable, SensorWorld } from "./sensor.js";

export interface SensorBankOptions {
  sensors: SensorTable;
  world: SensorWorld;
  log: Log;
}

/** A sensor that is in use, or that could not be opened so far. */
interface Place {
  sensor: Sensor | undefined;
  /** Uptime, milliseconds, before which it is not tried again, and how long to wait after the next failure. */
  nextTry: number;
  pause: number;
}

/** Milliseconds between tries to open a sensor, doubled each time. */
const firstPause = 10_000;
const longestPause = 600_000;

/** The device's sensors, each opened once however many ask for it. */
export class SensorBank {
  #options: SensorBankOptions;
  #places = new Map<string, Place>();

  constructor(options: SensorBankOptions) {
    this.#options = options;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#options.sensors, name);
  }

  /** Makes the sensor ready; one that fails is reported once, shows nothing, and is tried again when it is looked at. */
  open(name: string): void {
    if (this.#places.has(name)) return;
    const place = { sensor: undefined, nextTry: 0, pause: firstPause };
    this.#places.set(name, place);
    this.#try(name, place);
  }

  /** A fresh look, or why there is none; undefined where there is no such sensor. */
  sample(name: string): Sample | undefined | Error {
    const place = this.#places.get(name);
    if (place === undefined) return undefined;
    if (place.sensor === undefined && this.#options.world.clock.uptime() >= place.nextTry)
      this.#try(name, place);
    try {
      return place.sensor?.sample();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  close(): void {
    for (const { sensor } of this.#places.values()) sensor?.close?.();
    this.#places.clear();
  }

  #try(name: string, place: Place): void {
    const { sensors, world, log } = this.#options;
    const isFirst = place.pause === firstPause;
    try {
      place.sensor = sensors[name]?.(world);
      if (!isFirst) log.info("sensor", `${name}: opened`);
    } catch (error) {
      if (isFirst) log.error("sensor", `${name}: could not be opened: ${String(error)}`);
      place.nextTry = world.clock.uptime() + place.pause;
      place.pause = Math.min(longestPause, place.pause * 2);
    }
  }
}
