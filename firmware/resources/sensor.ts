import type { Clock } from "../device/clock.js";

/** One look at a sensor: plain values, possibly in groups, such as `{ thermometer: { temperature: 21.5 } }`. */
export interface Sample {
  readonly [property: string]: number | string | boolean | undefined | Sample;
}

/** A sensor, shaped like the sensor classes of ECMA-419 (section 14). */
export interface Sensor {
  /**
   * A fresh look; what could not be read is undefined. May throw: the reading is then missing, which is
   * logged once until the sensor works again.
   */
  sample(): Sample | undefined;
  close?(): void;
}

/** What a sensor may need of its world. */
export interface SensorWorld {
  readonly clock: Clock;
  random(): number;
}

/** Makes a sensor; called once at start, and only for sensors that a resource uses. */
export type SensorFactory = (world: SensorWorld) => Sensor;
export type SensorTable = Readonly<Record<string, SensorFactory>>;

/** The value at a dotted path in a sample, or undefined. */
export function valueAt(
  sample: Sample | undefined,
  path: readonly string[],
): number | string | boolean | undefined {
  let value: Sample | number | string | boolean | undefined = sample;
  for (const name of path) {
    // Drivers come without types: a null must not take the other sensors down.
    if (typeof value !== "object" || value === null) return undefined;
    value = value[name];
  }
  return typeof value === "object" ? undefined : value;
}
