import type { DeviceDeclaration } from "../../firmware/resources/definition.js";
import type { SensorTable } from "../../firmware/resources/sensor.js";
import type { ResourceDefinition } from "../emulators/connector/core/resource.js";
import type { Life } from "./life.js";
import type { Numbered } from "./occurrence.js";

/** A resource with a sensor, and how often it is read. */
const channels: Readonly<Record<string, number>> = Object.freeze({ level: 1800, flow: 2700, quality: 3600 });
/** What the cloud can write: two values that are kept and one that moves an output. */
const orders = ["limit", "schedule", "valve"] as const;

/** The aliases that the cloud can write. */
export const settable: readonly string[] = orders;
/** The aliases of readings. */
export const measured: readonly string[] = Object.keys(channels);

/** Takes what the device tells about itself. */
export const deviceEvents = "device_events";

/** The same as the Connector knows them. */
export const resources: readonly ResourceDefinition[] = [
  ...measured.map((alias): ResourceDefinition => ({ alias, format: "number" })),
  ...settable.map((alias): ResourceDefinition => ({ alias, format: "number", settable: true })),
  { alias: deviceEvents, format: "string" },
];

export interface ApplianceHooks {
  /** A sensor is looked at; the value is the reading's number. */
  taken(reading: Numbered): void;
  /** The firmware carries out a write of the cloud. */
  applied(order: Numbered): void;
}

/**
 * What the simulated device measures and does. Its sensors count how often they were looked at, over all its lives, and every look is
 * reported: so each value says which reading it is.
 */
export class Appliance {
  #hooks: ApplianceHooks;
  #looks = new Map<string, number>();

  constructor(hooks: ApplianceHooks) {
    this.#hooks = hooks;
  }

  /** The device's declaration, for one life: without power no sensor answers and nothing is carried out. */
  declarationFor(life: Life): DeviceDeclaration {
    const measuring = measured.map((alias) => [
      alias,
      { format: "number", source: `${alias}.count`, report: { intervalSeconds: channels[alias] ?? 60 } },
    ]);
    const ordered = orders.map((alias) => [
      alias,
      { format: "number", settable: true, initial: 0, ...(alias === "valve" ? { sink: "valve" } : {}) },
    ]);
    const events = [deviceEvents, { format: "string", source: "device.events" }];
    const onWrite = Object.fromEntries(
      orders.map((alias) => [
        alias,
        (value: unknown) => {
          life.check();
          this.#hooks.applied({ resource: alias, value: Number(value) });
        },
      ]),
    );
    return {
      sensors: this.#sensors(life),
      resources: Object.fromEntries([...measuring, ...ordered, events]),
      onWrite,
    };
  }

  #sensors(life: Life): SensorTable {
    return Object.fromEntries(
      measured.map((alias) => [alias, () => ({ sample: () => this.#look(alias, life) })]),
    );
  }

  #look(alias: string, life: Life): { count: number } {
    life.check();
    const count = (this.#looks.get(alias) ?? 0) + 1;
    this.#looks.set(alias, count);
    this.#hooks.taken({ resource: alias, value: count });
    return { count };
  }
}
