import type { Sample, SensorFactory, SensorTable } from "../../firmware/resources/sensor.js";
import { host } from "../engine/inside/host.js";

/** By dotted path; null: the sensor gives no such reading. */
type Substitutes = Readonly<Record<string, number | string | boolean | null>>;

/** The same sensors with the simulator's hand on them: each sample shows what the host puts in place of readings. */
export function controlled(sensors: SensorTable | undefined): SensorTable {
  return Object.fromEntries(
    Object.entries(sensors ?? {}).map(([name, factory]) => [name, withSubstitutes(name, factory)]),
  );
}

function withSubstitutes(name: string, factory: SensorFactory): SensorFactory {
  return (world) => {
    const sensor = factory(world);
    return {
      sample() {
        let sample = sensor.sample();
        const substitutes = host.call("sensor", name) as Substitutes;
        for (const [path, value] of Object.entries(substitutes)) {
          sample = replaced(sample, path.split("."), value ?? undefined);
        }
        return sample;
      },
      close: () => sensor.close?.(),
    };
  };
}

function replaced(
  sample: Sample | undefined,
  [name = "", ...rest]: readonly string[],
  value: number | string | boolean | undefined,
): Sample {
  if (rest.length === 0) return { ...sample, [name]: value };
  const group = sample?.[name];
  return { ...sample, [name]: replaced(typeof group === "object" ? group : undefined, rest, value) };
}
