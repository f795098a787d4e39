import { valueAt } from "../resources/sensor.js";
import type { SensorBank } from "../resources/sensor-bank.js";
import { type ChannelValue, type InputChannel, misfit, type ProtocolConfig } from "./channel.js";
import { SampleWindow } from "./sample-window.js";

/** A timer that comes this much early, milliseconds, comes in time: otherwise a rate of 1 s would now and then be one of 2 s. */
const slack = 100;

/** One measured channel at work: looks at its sensor at the sample rate and has something to say at the report rate. */
export class Input {
  readonly name: string;
  config: ProtocolConfig;
  #channel: InputChannel;
  #window = new SampleWindow();
  /** Uptime of the last look and the last regular report, milliseconds. */
  #sampledAt = -Infinity;
  #reportedAt = -Infinity;
  #told: ChannelValue | undefined;

  constructor(name: string, channel: InputChannel) {
    this.name = name;
    this.config = channel;
    this.#channel = channel;
  }

  /** What is to be reported now, if anything. `now` is uptime in milliseconds. Throws an Error where the sensor gives no value for this channel. */
  poll(sensors: SensorBank, now: number): ChannelValue | undefined {
    const { sampleRate, reportRate, reportOnChange, downSample } = this.config;
    let changed: ChannelValue | undefined;
    if (now - this.#sampledAt >= sampleRate - slack) {
      this.#sampledAt = now;
      const value = this.#look(sensors);
      this.#window.add(value);
      if (reportOnChange && value !== this.#told) changed = value;
    }
    if (now - this.#reportedAt >= reportRate - slack) {
      const value = this.#window.take(downSample);
      if (value !== undefined) {
        this.#reportedAt = now;
        this.#told = this.#rounded(value);
        return this.#told;
      }
    }
    if (changed !== undefined) this.#told = changed;
    return changed;
  }

  #look(sensors: SensorBank): ChannelValue {
    const [sensor = "", ...path] = this.#channel.source.split(".");
    const sample = sensors.sample(sensor);
    if (sample instanceof Error) throw sample;
    const value = valueAt(sample, path);
    if (value === undefined) throw new Error("no value");
    const reason = misfit({ ...this.#channel, min: -Infinity, max: Infinity }, value);
    if (reason !== undefined) throw new Error(`${String(value)} ${reason}`);
    return this.#rounded(value);
  }

  #rounded(value: ChannelValue): ChannelValue {
    const { precision } = this.#channel;
    return typeof value !== "number" || precision === undefined ? value : Number(value.toFixed(precision));
  }
}
