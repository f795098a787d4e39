/** What becomes of the samples between two reports: the least, the most, the mean, or the latest of them. */
export const downSamples = Object.freeze(["MIN", "MAX", "AVG", "ACT"] as const);
export type DownSample = (typeof downSamples)[number];

export type ChannelValue = number | string | boolean;

/** How a channel is reported; its names in `config_io` are in `config-io.ts`. */
export interface ProtocolConfig {
  /** Milliseconds between two reports, 1,000 to 86,400,000. */
  readonly reportRate: number;
  /** Milliseconds between two looks at the sensor, in the same limits. */
  readonly sampleRate: number;
  /** Milliseconds without a report after which the cloud takes the channel for dead; the device only keeps it. */
  readonly timeout: number;
  /** Whether a change is reported at the next look, beside the regular reports. */
  readonly reportOnChange: boolean;
  /** Texts and booleans know ACT alone. */
  readonly downSample: DownSample;
}

interface Common {
  readonly displayName: string;
  readonly description?: string;
  /** ExoSense's name for what it is, such as TEMPERATURE; never changes. */
  readonly dataType: string;
  /** Such as DEG_CELSIUS; never changes. */
  readonly dataUnit?: string;
  readonly primitive: "NUMERIC" | "STRING" | "BOOLEAN";
  /** Digits behind the point, 0 to 10. */
  readonly precision?: number;
  /** For controls the device refuses what lies outside; for readings they are told to the cloud and no more. */
  readonly min?: number;
  readonly max?: number;
}

/** Measured by the device and told in `data_in`. */
export interface InputChannel extends Common, ProtocolConfig {
  /** Sensor and path in its sample, "climate.temperature". */
  readonly source: string;
  readonly sink?: undefined;
}

/** Set by the cloud in `data_out`; the outcome is told in `data_in`. */
export interface ControlChannel extends Common {
  /** Name of the output that is moved. */
  readonly sink: string;
  readonly source?: undefined;
}

export type Channel = InputChannel | ControlChannel;
/** By their names in the documents, "001" as a rule. */
export type ChannelTable = Readonly<Record<string, Channel>>;

/** Why a value is none of this channel; undefined where it is one. */
export function misfit({ primitive, min, max }: Channel, value: unknown): string | undefined {
  switch (primitive) {
    case "NUMERIC":
      if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
      if (min !== undefined && value < min) return `must be ${min} or more`;
      return max !== undefined && value > max ? `must be ${max} or less` : undefined;
    case "STRING":
      return typeof value === "string" ? undefined : "must be a text";
    case "BOOLEAN":
      return typeof value === "boolean" ? undefined : "must be true or false";
  }
}
