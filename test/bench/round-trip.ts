import { type Figure, quantile, spread } from "./figure.js";

/** Each part gives a figure, so that one sees how much they differ. */
const parts = 5;

/** From a value to its PUBACK, in milliseconds; given in microseconds. */
export function roundTripFigures(device: readonly number[], bare: readonly number[]): Figure[] {
  return [0.5, 0.99].map((share) => ({
    name: `value to PUBACK, p${share * 100}`,
    unit: "ms",
    device: spread(quantiles(device, share)),
    bare: spread(quantiles(bare, share)),
  }));
}

function quantiles(microseconds: readonly number[], share: number): number[] {
  const size = Math.ceil(microseconds.length / parts);
  return Array.from({ length: parts }, (_, part) => microseconds.slice(part * size, (part + 1) * size))
    .filter((values) => values.length > 0)
    .map((values) => quantile(values, share) / 1000);
}
