import type { Clock } from "../device/clock.js";
import type { Log } from "../device/log.js";
import { doubtAbout, type Quality } from "./quality.js";
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
  onReading(alias: string, value: Value, uptime: number, quality: Quality): void;
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
  trouble: Trouble | undefined;
}

type Trouble = "no reading" | "uncertain";

/**
 * Looks at the sensors when their resources are due and passes on what is worth a report. A sensor that serves several
 * resources is sampled once for all that are due together; one that fails costs its own readings and nothing else; what it doubts goes on as an uncertain reading.
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
    if (sample instanceof Error) return this.#complain(channel, "no reading", sample.message);
    const value = valueAt(sample, channel.path);
    if (value === undefined) {
      const why = doubtAbout(sample);
      return this.#complain(channel, "no reading", `no value${why === undefined ? "" : ` (${why})`}`);
    }
    const reason = this.#options.resources.observe(channel.alias, value);
    if (reason !== undefined) return this.#complain(channel, "no reading", `${String(value)} is ${reason}`);
    const doubt = doubtAbout(sample, channel.path);
    if (doubt !== undefined) this.#complain(channel, "uncertain", doubt);
    else if (channel.trouble !== undefined) this.#recovered(channel);
    const policy = this.#options.resources.definitions.get(channel.alias)?.report;
    if (policy === undefined || !isWorthReporting(policy, channel.last, value, now)) return;
    channel.last = { value, at: now };
    this.#options.onReading(channel.alias, value, now, doubt === undefined ? "good" : "uncertain");
  }

  #complain(channel: Channel, trouble: Trouble, why: string): void {
    if (channel.trouble !== trouble) {
      // What a board may lack altogether is no alarm where it lacks it.
      const level = this.#options.resources.definitions.get(channel.alias)?.optional ? "info" : "warning";
      this.#options.log[level]("sensor", `${channel.alias}: ${trouble}: ${why}`);
    }
    channel.trouble = trouble;
  }

  #recovered(channel: Channel): void {
    this.#options.log.info("sensor", `${channel.alias}: works again`);
    channel.trouble = undefined;
  }

  /** Milliseconds between two looks. */
  #interval(alias: string): number {
    const interval = this.#options.resources.definitions.get(alias)?.report?.intervalSeconds;
    const seconds = typeof interval === "string" ? this.#options.resources.value(interval) : interval;
    return typeof seconds === "number" ? seconds * 1000 : 60_000;
  }
}
