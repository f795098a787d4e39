import type { Substitute } from "../world/sensor-control.js";
import type { ScenarioView } from "./protocol.js";

/** Something that happens around the device: where its sensors go, and in which time (milliseconds). */
export interface Scenario extends ScenarioView {
  readonly duration: number;
  readonly targets: Readonly<Record<string, Substitute>>;
}

const all: readonly Scenario[] = Object.freeze([
  {
    name: "window-open",
    title: "Window open",
    story: "The room cools down to 8 °C and gets damp, in one minute.",
    duration: 60_000,
    targets: { "climate.temperature": 8, "climate.humidity": 78 },
  },
  {
    name: "heat-wave",
    title: "Heat wave",
    story: "The room warms up to 38 °C and dries out, in one minute.",
    duration: 60_000,
    targets: { "climate.temperature": 38, "climate.humidity": 22 },
  },
  {
    name: "busy-computer",
    title: "Busy computer",
    story: "The processor is at its limit and gets hot, in 20 seconds.",
    duration: 20_000,
    targets: { "computer.load": 98, "computer.temperature": 91 },
  },
  {
    name: "out-of-range",
    title: "Mad sensor",
    story: "The thermometer shows 900 °C, which the device's model does not allow.",
    duration: 0,
    targets: { "climate.temperature": 900 },
  },
  {
    name: "sensor-lost",
    title: "Sensor lost",
    story: "The climate sensor gives no readings any more.",
    duration: 0,
    targets: { "climate.temperature": null, "climate.humidity": null },
  },
]);

/** The scenarios that a device with these sources can play: it has at least one of the sources they move. */
export function scenariosFor(sources: readonly string[]): Scenario[] {
  return all.filter(({ targets }) => Object.keys(targets).some((source) => sources.includes(source)));
}
