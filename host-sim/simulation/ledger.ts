import type { DeviceEvent } from "../../firmware/device/device-event.js";
import { measured } from "./appliance.js";
import type { Occurrence } from "./occurrence.js";
import type { WorldTime } from "./world-time.js";

/** A reading from the sensor's side. */
export interface Taken {
  readonly value: number;
  /** Milliseconds since the simulation began, as everywhere here. */
  readonly at: number;
  /** In which life of the device. */
  readonly life: number;
  /** In which turn of the world. */
  readonly turn: number;
  /** Whether the device was online. */
  readonly isOnline: boolean;
}

/** A reading from the cloud's side. */
export interface Recorded extends Taken {
  /** Microseconds since 1970. */
  readonly timestamp: number;
}

/** What is remembered of the record of one resource; more than the device can keep, so that every repetition is known. */
const memory = 20_000;

/** The readings of one resource. */
export class Account {
  /** Taken, and not in the record, by value and in order. */
  readonly open = new Map<number, Taken>();
  /** In the record, by value and by timestamp. */
  readonly recorded = new Map<number, Recorded>();
  readonly stamped = new Map<number, Recorded>();
  /** In the record, by value, and the device was not told so. */
  readonly unacknowledged = new Map<number, Recorded>();
  /** The newest that was taken. */
  newest = 0;

  take(taken: Taken): void {
    this.open.set(taken.value, taken);
    this.newest = taken.value;
  }

  record(value: number, timestamp: number): void {
    const taken = this.open.get(value);
    if (taken === undefined) return;
    this.open.delete(value);
    const recorded = { ...taken, timestamp };
    this.recorded.set(value, recorded);
    this.stamped.set(timestamp, recorded);
    this.unacknowledged.set(value, recorded);
    if (this.recorded.size > memory) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [value, { timestamp }] of this.recorded) {
      this.recorded.delete(value);
      this.stamped.delete(timestamp);
      return;
    }
  }
}

/** Keeps account of every reading on its way from the sensor to the cloud's record; what the invariants judge by. */
export class Ledger {
  readonly accounts: ReadonlyMap<string, Account> = new Map(measured.map((alias) => [alias, new Account()]));
  #time: WorldTime;
  #life = 0;
  #isOnline = false;
  #last: Taken | undefined;

  constructor(time: WorldTime) {
    this.#time = time;
  }

  /** The last reading that was taken at all. */
  get last(): Taken | undefined {
    return this.#last;
  }

  /** To be told of everything that happens, after those who judge it. */
  hear(occurrence: Occurrence, at: number): void {
    switch (occurrence.kind) {
      case "power-on":
        this.#life = occurrence.life;
        return;
      case "power-lost":
        this.#isOnline = false;
        return;
      case "taken": {
        const { resource, value } = occurrence;
        const taken = { value, at, turn: this.#time.turn, life: this.#life, isOnline: this.#isOnline };
        this.#last = taken;
        this.accounts.get(resource)?.take(taken);
        return;
      }
      case "device":
        this.#hearDevice(occurrence.event);
        return;
      case "cloud": {
        const { event } = occurrence;
        if (event.event === "reported")
          this.accounts.get(event.resource)?.record(Number(event.value), event.timestamp);
        return;
      }
      default:
        return;
    }
  }

  #hearDevice(event: DeviceEvent): void {
    if (event.event === "state") this.#isOnline = event.state === "online";
    if (event.event === "reported" && event.acknowledged)
      this.accounts.get(event.resource)?.unacknowledged.delete(Number(event.value));
  }
}
