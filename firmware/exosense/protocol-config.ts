import { type DownSample, downSamples, type InputChannel, type ProtocolConfig } from "./channel.js";
import type { JSONObject } from "./json-object.js";

/** Milliseconds; the device looks at its sensors once a second at most. */
const shortest = 1000;
const longest = 86_400_000;

/** As it stands in `config_io`. */
export function protocolDocument(config: ProtocolConfig): JSONObject {
  return {
    report_rate: config.reportRate,
    sample_rate: config.sampleRate,
    timeout: config.timeout,
    report_on_change: config.reportOnChange,
    down_sample: config.downSample,
  };
}

/**
 * The rates in a `protocol_config`, or what is wrong with it; what it leaves out is as the channel was declared. What else it holds is
 * not the device's concern.
 */
export function readProtocol(channel: InputChannel, document: JSONObject): ProtocolConfig | string {
  const {
    report_rate: reportRate = channel.reportRate,
    sample_rate: sampleRate = channel.sampleRate,
    timeout = channel.timeout,
    report_on_change: reportOnChange = channel.reportOnChange,
    down_sample: downSample = channel.downSample,
  } = document;
  if (!isDuration(reportRate)) return `report_rate: must be ${shortest} to ${longest} ms`;
  if (!isDuration(sampleRate)) return `sample_rate: must be ${shortest} to ${longest} ms`;
  if (sampleRate > reportRate) return "sample_rate: must not be more than report_rate";
  if (typeof timeout !== "number" || !(timeout >= 0)) return "timeout: must be 0 ms or more";
  if (typeof reportOnChange !== "boolean") return "report_on_change: must be true or false";
  if (!isDownSample(downSample)) return `down_sample: must be one of ${downSamples.join(", ")}`;
  if (channel.primitive !== "NUMERIC" && downSample !== "ACT")
    return "down_sample: must be ACT for what is no number";
  return { reportRate, sampleRate, timeout, reportOnChange, downSample };
}

function isDuration(value: unknown): value is number {
  return typeof value === "number" && value >= shortest && value <= longest;
}

function isDownSample(value: unknown): value is DownSample {
  return downSamples.some((each) => each === value);
}
