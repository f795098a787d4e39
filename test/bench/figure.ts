/** Several measurements of one thing. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One row: what the device takes, beside what the bare client takes. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly device: Spread;
  /** Undefined where the bare client has nothing of the kind. */
  readonly bare?: Spread | undefined;
}

/** Device over bare client, of the medians. */
export function ratioOf({ device, bare }: Figure): number | undefined {
  return bare === undefined || bare.median === 0 ? undefined : device.median / bare.median;
}

export function spread(values: readonly number[]): Spread {
  return { min: Math.min(...values), median: quantile(values, 0.5), max: Math.max(...values) };
}

/** For what is counted and does not vary. */
export function exactly(value: number): Spread {
  return { min: value, median: value, max: value };
}

/** The value below which that share (0 to 1) of all lies; one of the values. @throws RangeError where there are none */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError("a quantile needs values");
  return value;
}
