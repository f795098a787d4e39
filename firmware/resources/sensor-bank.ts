import type { Log } from "../device/log.js";
import type { Sample, Sensor, SensorTable, SensorWorld } from "./sensor.js";

export interface SensorBankOptions {
  sensors: SensorTable;
  world: SensorWorld;
  log: Log;
}

/** The device's sensors, each opened once however many ask for it. */
export class SensorBank {
  #options: SensorBankOptions;
  /** Undefined: it could not be opened. */
  #opened = new Map<string, Sensor | undefined>();

  constructor(options: SensorBankOptions) {
    this.#options = options;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#options.sensors, name);
  }

  /** Makes the sensor ready; one that fails is reported and from then on shows nothing. */
  open(name: string): void {
    if (this.#opened.has(name)) return;
    let sensor: Sensor | undefined;
    try {
      sensor = this.#options.sensors[name]?.(this.#options.world);
    } catch (error) {
      this.#options.log.error("sensor", `${name}: could not be opened: ${String(error)}`);
    }
    this.#opened.set(name, sensor);
  }

  /** A fresh look, or why there is none; undefined where there is no such sensor. */
  sample(name: string): Sample | undefined | Error {
    try {
      return this.#opened.get(name)?.sample();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  close(): void {
    for (const sensor of this.#opened.values()) sensor?.close?.();
    this.#opened.clear();
  }
}
