import type { Clock } from "../device/clock.js";
import type { Log } from "../device/log.js";
import { isWorthReporting, type LastReport } from "./report-policy.js";
import type { ResourceSet } from "./resource-set.js";
import { type Sample, valueAt } from "./sensor.js";
import type { SensorBank } from "./sensor-bank.js";
import type { Value } from "./value.js";

export interface SamplerOptions {
  resources: ResourceSet;
  sensors: SensorBank;
  clock: Clock;
  log: Log;
  /** Gets every reading that is worth a report; `uptime` in milliseconds is when it was taken. */
  onReading(alias: string, value: Value, uptime: number): void;
}

/** A resource with a source, and where it stands. */
interface Channel {
  readonly alias: string;
  readonly sensor: string;
  readonly path: readonly string[];
  /** Uptime of the next look, milliseconds. */
  due: number;
  last: LastReport | undefined;
  /** What is wrong with it, so that it is said once and not at every look. */
  trouble: string | undefined;
}

/**
 * Looks at the sensors when their resources are due and passes on what is worth a report. A sensor that serves several
 * resources is sampled once for all that are due together; one that fails costs its own readings and nothing else.
 */
export class Sampler {
  #options: SamplerOptions;
  #channels: Channel[] = [];

  constructor(options: SamplerOptions) {
    this.#options = options;
    for (const [alias, { source, report }] of options.resources.definitions) {
      // Without a policy it is a layer's, which fills it itself.
      if (source === undefined || report === undefined) continue;
      const [sensor = "", ...path] = source.split(".");
      this.#channels.push({ alias, sensor, path, due: 0, last: undefined, trouble: undefined });
    }
    for (const { sensor } of this.#channels) options.sensors.open(sensor);
  }

  /** Looks at whatever is due; to be called again and again, about once a second. */
  poll(): void {
    const now = this.#options.clock.uptime();
    const samples = new Map<string, Sample | undefined | Error>();
    for (const channel of this.#channels) {
      // An interval that the cloud has shortened counts at once, not after the old one ran out.
      channel.due = Math.min(channel.due, now + this.#interval(channel.alias));
      if (now < channel.due) continue;
      channel.due = now + this.#interval(channel.alias);
      if (!samples.has(channel.sensor))
        samples.set(channel.sensor, this.#options.sensors.sample(channel.sensor));
      this.#look(channel, samples.get(channel.sensor), now);
    }
  }

  #look(channel: Channel, sample: Sample | undefined | Error, now: number): void {
    if (sample instanceof Error) return this.#complain(channel, sample.message);
    const value = valueAt(sample, channel.path);
    if (value === undefined) return this.#complain(channel, `no value${qualityOf(sample)}`);
    const reason = this.#options.resources.observe(channel.alias, value);
    if (reason !== undefined) return this.#complain(channel, `${String(value)} is ${reason}`);
    if (channel.trouble !== undefined) this.#options.log.info("sensor", `${channel.alias}: works again`);
    channel.trouble = undefined;
    const policy = this.#options.resources.definitions.get(channel.alias)?.report;
    if (policy === undefined || !isWorthReporting(policy, channel.last, value, now)) return;
    channel.last = { value, at: now };
    this.#options.onReading(channel.alias, value, now);
  }

  #complain(channel: Channel, trouble: string): void {
    if (channel.trouble === undefined) {
      // What a board may lack altogether is no alarm where it lacks it.
      const level = this.#options.resources.definitions.get(channel.alias)?.optional ? "info" : "warning";
      this.#options.log[level]("sensor", `${channel.alias}: no reading: ${trouble}`);
    }
    channel.trouble = trouble;
  }

  /** Milliseconds between two looks. */
  #interval(alias: string): number {
    const interval = this.#options.resources.definitions.get(alias)?.report?.intervalSeconds;
    const seconds = typeof interval === "string" ? this.#options.resources.value(interval) : interval;
    return typeof seconds === "number" ? seconds * 1000 : 60_000;
  }
}

/** Why a sample lacks a reading, where it tells. */
function qualityOf(sample: Sample | undefined): string {
  const quality = valueAt(sample, ["quality"]);
  return quality === undefined || quality === "good" ? "" : ` (${String(quality)})`;
}
