import type { Sample } from "../resources/sensor.js";

/** What a driver talks through: an I2C or SMBus instance of ECMA-419. */
export interface BusIO {
  close(): void;
}

export type BusIOConstructor = new (options: object) => BusIO;

/** A sensor driver of ECMA-419 (clause 14.1): the bus comes with its pins and its address, and the driver opens it. */
export type SensorDriver = new (options: {
  readonly sensor: { readonly io: BusIOConstructor; readonly [option: string]: unknown };
  /** What goes wrong without an exception; afterwards some drivers are closed, others carry on. */
  readonly onError?: (reason?: unknown) => void;
}) => DriverInstance;

export interface DriverInstance {
  /** Talks to the chip and waits for it: blocks, and may throw. */
  sample(): Sample | undefined;
  close(): void;
}
