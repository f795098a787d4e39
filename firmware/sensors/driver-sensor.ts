import {
  type Sample,
  type Sensor,
  type SensorFactory,
  type SensorWorld,
  valueAt,
} from "../resources/sensor.js";
import type { BusIO, BusIOConstructor, DriverInstance, SensorDriver } from "./driver.js";
import type { DriverKind, ReadingKind } from "./driver-kinds.js";

export interface DriverSensorOptions {
  readonly kind: DriverKind;
  readonly Driver: SensorDriver;
  /** The class that the driver opens its bus with. */
  readonly io: BusIOConstructor;
  /** Pins of the bus, and an address where it is not the kind's. */
  readonly bus: { readonly data: number; readonly clock: number; readonly address?: number };
}

/**
 * How far a sample can be relied on:
 *
 * - `good`: everything is there and can be true;
 * - `corrupt`: the chip has answered, and something of it did not pass the driver's check, such as a checksum;
 * - `implausible`: a value that the chip cannot measure;
 * - `slow`: it came, and held the whole device up for too long;
 * - `silent`: the chip did not answer this time;
 * - `absent`: no such chip could be opened; it is tried again later.
 */
export type Quality = "good" | "corrupt" | "implausible" | "slow" | "silent" | "absent";

/** What the bus may hold a transaction up, milliseconds: an SHT3x stretches the clock for 15. */
const transactionTimeout = 100;
/** A look of this length, milliseconds, is one too long. The slowest known driver takes 225 for a healthy chip. */
const longestLook = 600;
/** A look within this time after another shows the same, milliseconds: drivers block, so resources of a sensor share looks. */
const freshness = 500;
/** Looks in a row without an answer, after which the chip is opened anew: it may have lost its configuration with its power. */
const patience = 3;
/** Milliseconds to the next try to open it, doubled each time. */
const firstPause = 5000;
const longestPause = 300_000;

/**
 * A chip behind an ECMA-419 driver, as a sensor that never throws. Its samples are flat: the readings of its kind, undefined where there
 * is none to rely on, and `quality`, which is always there and can be a resource of its own.
 *
 *     {temperature: 21.37, humidity: undefined, quality: "corrupt"}
 *
 * Nothing is opened before the first sample, and opening that fails is tried again with growing pauses.
 */
export function driverSensor(options: DriverSensorOptions): SensorFactory {
  return (world) => new DriverSensor(options, world);
}

class DriverSensor implements Sensor {
  #options: DriverSensorOptions;
  #world: SensorWorld;
  #driver: DriverInstance | undefined;
  /** Every bus instance that the driver has opened: a constructor that throws leaves its own behind, and its address in use. */
  #opened: BusIO[] = [];
  /** Whether the driver has complained since the look began. */
  #complained = false;
  #failures = 0;
  #pause = firstPause;
  /** Uptime, milliseconds, before which it is not opened. */
  #nextOpening = 0;
  #last: { readonly sample: Sample; readonly at: number } | undefined;
  #closed = false;

  constructor(options: DriverSensorOptions, world: SensorWorld) {
    this.#options = options;
    this.#world = world;
  }

  sample(): Sample {
    if (this.#closed) throw new Error("the sensor is closed");
    const start = this.#world.clock.uptime();
    if (this.#last !== undefined && start - this.#last.at < freshness) return this.#last.sample;
    const sample = this.#look(start);
    this.#last = { sample, at: this.#world.clock.uptime() };
    return sample;
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  #look(start: number): Sample {
    this.#complained = false;
    if (this.#driver === undefined && !this.#open(start)) return this.#nothing("absent");
    const opened = this.#world.clock.uptime();
    let raw: Sample | undefined;
    try {
      raw = this.#driver?.sample();
    } catch {
      return this.#missed("silent");
    }
    if (this.#world.clock.uptime() - opened > longestLook) return this.#missed("slow");
    this.#failures = 0;
    this.#pause = firstPause;
    return this.#judged(raw);
  }

  /** Opening takes its own time, up to a third of a second; it is not held against the look. */
  #open(now: number): boolean {
    if (now < this.#nextOpening) return false;
    const { kind, Driver, io: IO, bus } = this.#options;
    const opened = this.#opened;
    const TrackedIO = new Proxy(IO, {
      construct(target, [given]: [object]) {
        const io = new target({ ...given, timeout: transactionTimeout });
        opened.push(io);
        return io;
      },
    });
    try {
      this.#driver = new Driver({
        sensor: { address: kind.address, ...bus, io: TrackedIO },
        onError: () => {
          this.#complained = true;
        },
      });
    } catch {
      this.#complained = true; // the reason is the driver's own text, or none: all that counts is that there is no chip to use
    }
    if (!this.#complained) return true;
    this.#release();
    this.#rest();
    return false;
  }

  #missed(quality: Quality): Sample {
    this.#failures++;
    if (this.#failures >= patience) {
      this.#failures = 0;
      this.#release();
      this.#rest();
    }
    return this.#nothing(quality);
  }

  #rest(): void {
    this.#nextOpening = this.#world.clock.uptime() + this.#pause;
    this.#pause = Math.min(longestPause, this.#pause * 2);
  }

  #release(): void {
    try {
      this.#driver?.close();
    } catch {
      // A driver that talks to its chip in order to close cannot where the chip is gone.
    }
    this.#driver = undefined;
    for (const io of this.#opened.splice(0)) {
      try {
        io.close();
      } catch {
        // The driver has closed it already.
      }
    }
  }

  #nothing(quality: Quality): Sample {
    return { quality };
  }

  /** Takes from the driver's sample what can be true. */
  #judged(raw: Sample | undefined): Sample {
    const sample: Record<string, number | string> = {};
    let quality: Quality = this.#complained ? "corrupt" : "good";
    for (const [name, reading] of Object.entries(this.#options.kind.readings)) {
      const value = valueAt(raw, reading.path);
      if (typeof value !== "number" || !Number.isFinite(value)) quality = "corrupt";
      else if (isPlausible(value, reading)) sample[name] = value;
      else if (quality === "good") quality = "implausible";
    }
    return { ...sample, quality };
  }
}

function isPlausible(value: number, { range: [least, most] }: ReadingKind): boolean {
  return value >= least && value <= most;
}
