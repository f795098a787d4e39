import type { ResourceDefinition, ResourceTable } from "../../firmware/resources/definition.js";
import type { SensorControl, Substitute } from "../world/sensor-control.js";
import type { Feed } from "./feed.js";
import type { SensorView, Value } from "./protocol.js";
import { type Scenario, scenariosFor } from "./scenarios.js";

type Property = Omit<SensorView, "driven">;

export interface SensorDeskOptions {
  readonly resources: ResourceTable;
  readonly control: SensorControl;
  readonly feed: Feed;
}

/** The page's hand on the simulated sensors, by the sources that the device's resources name. */
export class SensorDesk {
  readonly #control: SensorControl;
  readonly #feed: Feed;
  readonly #properties: readonly Property[];
  readonly #scenarios: readonly Scenario[];

  constructor({ resources, control, feed }: SensorDeskOptions) {
    this.#control = control;
    this.#feed = feed;
    this.#properties = Object.entries(resources).flatMap(([resource, definition]) =>
      propertyOf(resource, definition),
    );
    this.#scenarios = scenariosFor(this.#properties.map(({ source }) => source));
    feed.set(
      "scenarios",
      this.#scenarios.map(({ name, title, story }) => ({ name, title, story })),
    );
    this.#tell();
  }

  /** @throws Error where no resource has this source, or the value is of another type */
  drive(source: string, value: Substitute): void {
    const property = this.#properties.find((each) => each.source === source);
    if (property === undefined) throw new Error(`no resource reads "${source}"`);
    this.#control.drive(source, value === null ? null : typed(property, value));
    this.#tell();
  }

  release(source?: string): void {
    this.#control.release(source);
    this.#tell();
  }

  /** @throws Error where there is no such scenario */
  play(name: string): void {
    const scenario = this.#scenarios.find((each) => each.name === name);
    if (scenario === undefined) throw new Error(`no scenario "${name}"`);
    this.#control.release();
    for (const [source, target] of Object.entries(scenario.targets)) {
      const from = this.#present(source);
      this.#control.drive(source, target, {
        duration: scenario.duration,
        ...(from === undefined ? {} : { from }),
      });
    }
    this.#tell();
  }

  /** Where a glide begins: what the device reported last. */
  #present(source: string): number | undefined {
    const resource = this.#properties.find((each) => each.source === source)?.resource;
    const reported = this.#feed.get("resources")?.find((each) => each.resource === resource)?.reported;
    return typeof reported === "number" ? reported : undefined;
  }

  #tell(): void {
    const targets = this.#control.targets();
    this.#feed.set(
      "sensors",
      this.#properties.map((property) => {
        const driven = targets.get(property.source);
        return driven === undefined ? property : { ...property, driven };
      }),
    );
  }
}

function propertyOf(resource: string, definition: ResourceDefinition): Property[] {
  const { source, format, unit } = definition;
  if (source === undefined) return [];
  return [
    {
      source,
      resource,
      unit: unit ?? null,
      format: format === "json" ? "string" : format,
      ...("range" in definition && definition.range !== undefined ? { range: definition.range } : {}),
    },
  ];
}

function typed({ source, format }: Property, value: Value): Value {
  if (typeof value === format) return value;
  throw new Error(`${source}: must be a ${format}`);
}
