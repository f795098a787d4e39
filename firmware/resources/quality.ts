import { type Sample, valueAt } from "./sensor.js";

/** How far a value can be relied on; `uncertain`: whoever measured it doubts it. */
export type Quality = "good" | "uncertain";

/**
 * Why the value at `path` of a sample is in doubt, in its sensor's word, or undefined. A sensor says so with a text `quality` beside its
 * values; every other word than `good` casts doubt on all of them: where a checksum or one value is wrong, the chip or its wires may be.
 *
 *     {temperature: 21.37, humidity: undefined, quality: "corrupt"}
 *
 * A number of that name is no such text but something that the sensor measures. Nor is the quality itself in doubt.
 */
export function doubtAbout(sample: Sample | undefined, path: readonly string[] = []): string | undefined {
  const quality = valueAt(sample, ["quality"]);
  const isAsked = path.length === 1 && path[0] === "quality";
  return typeof quality !== "string" || quality === "good" || isAsked ? undefined : quality;
}
