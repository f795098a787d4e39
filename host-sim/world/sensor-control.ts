import type { Value } from "../../firmware/resources/value.js";

/** What stands in for a reading: a value, or null for a sensor that gives none. */
export type Substitute = Value | null;

interface Drive {
  readonly target: Substitute;
  /** Where a glide begins and how long it takes, milliseconds; absent: at once. */
  readonly glide?: { readonly from: number; readonly start: number; readonly duration: number };
}

export interface DriveOptions {
  /** A number glides there from this one … */
  readonly from?: number;
  /** … in this time, milliseconds; at once where absent. */
  readonly duration?: number;
}

/**
 * The hand on the simulated sensors: what they show in place of what they measure. A source is named as in a
 * declaration, `climate.temperature`. The firmware does not know of it.
 */
export class SensorControl {
  #drives = new Map<string, Drive>();
  #now: () => number;

  /** @param now a clock that only grows, milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** From now on the source shows `target`; null: it shows nothing. */
  drive(source: string, target: Substitute, { from, duration = 0 }: DriveOptions = {}): void {
    const glides = typeof target === "number" && from !== undefined && duration > 0;
    this.#drives.set(source, glides ? { target, glide: { from, start: this.#now(), duration } } : { target });
  }

  /** The source shows again what it measures; all of them where none is named. */
  release(source?: string): void {
    if (source === undefined) this.#drives.clear();
    else this.#drives.delete(source);
  }

  /** Where each driven source is going. */
  targets(): ReadonlyMap<string, Substitute> {
    return new Map([...this.#drives].map(([source, { target }]) => [source, target]));
  }

  /** What a driven source shows now; undefined where it shows what it measures. */
  present(source: string): Substitute | undefined {
    const drive = this.#drives.get(source);
    if (drive === undefined) return undefined;
    const { target, glide } = drive;
    if (glide === undefined || typeof target !== "number") return target;
    const share = Math.min(1, (this.#now() - glide.start) / glide.duration);
    return Math.round((glide.from + share * (target - glide.from)) * 100) / 100;
  }

  /** For one sensor: its driven properties, `{ temperature: 35 }`. */
  substitutes(sensor: string): Readonly<Record<string, Substitute>> {
    const found: Record<string, Substitute> = {};
    for (const source of this.#drives.keys()) {
      const value = source.startsWith(`${sensor}.`) ? this.present(source) : undefined;
      if (value !== undefined) found[source.slice(sensor.length + 1)] = value;
    }
    return found;
  }
}
