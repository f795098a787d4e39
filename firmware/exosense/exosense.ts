import type { ResourceDefinition } from "../resources/definition.js";
import type { Layer, LayerFactory, LayerWorld } from "../resources/layer.js";
import type { Value } from "../resources/value.js";
import type { ChannelTable } from "./channel.js";
import { checkChannels } from "./check-channels.js";
import { type ChannelConfigs, generateConfig, readConfig } from "./config-io.js";
import { type Order, readOrders } from "./data-out.js";
import { Input } from "./input.js";

/**
 * The conventions of ExoSense (part 7 of the interface reference) as a layer above the resources:
 *
 *     config_io  both write: the channels and how each is reported; the cloud's word survives a restart
 *     data_in    the device writes: {"001":21.5,"002":45}
 *     data_out   the cloud writes: {"003":true}; written back when received, told in data_in when done
 *
 * Declared beside the resources: `layer: exoSense({ "001": { displayName: "Room", source: "climate.temperature", … } })`.
 */
export function exoSense(channels: ChannelTable): LayerFactory {
  // A constant of its own: a device's declaration is linked into ROM, and captured parameters would be kept in RAM.
  const declared = Object.freeze(channels, true);
  return (world) => new ExoSense(declared, world);
}

class ExoSense implements Layer {
  readonly definitions: ReadonlyMap<string, ResourceDefinition>;
  #channels: ChannelTable;
  #world: LayerWorld;
  #inputs: readonly Input[];
  /** Channels without a reading: said once, not at every look. */
  #silent = new Set<string>();

  constructor(channels: ChannelTable, world: LayerWorld) {
    checkChannels(channels, world.sensors, world.outputs);
    this.#channels = channels;
    this.#world = world;
    this.#inputs = Object.entries(channels).flatMap(([name, channel]) => {
      if (channel.sink !== undefined) return [];
      world.sensors.open(channel.source.split(".", 1)[0] ?? "");
      return [new Input(name, channel)];
    });
    const kept = this.#kept();
    const written = { format: "json", settable: true, persist: false } as const;
    this.definitions = new Map<string, ResourceDefinition>([
      ["config_io", { ...written, initial: kept ?? generateConfig(channels, world.clock.now()) }],
      ["data_in", { format: "json", source: "exosense" }],
      ["data_out", { ...written, initial: "{}" }],
    ]);
  }

  accept(alias: string, value: Value): string | undefined {
    if (alias === "config_io") return this.#configure(String(value));
    return alias === "data_out" ? this.#order(String(value)) : undefined;
  }

  poll(): void {
    const { sensors, clock, log, report } = this.#world;
    const now = clock.uptime();
    const values: Record<string, Value> = {};
    for (const input of this.#inputs) {
      try {
        const value = input.poll(sensors, now);
        if (value !== undefined) values[input.name] = value;
        if (value !== undefined && this.#silent.delete(input.name))
          log.info("exosense", `${input.name}: works again`);
      } catch (error) {
        if (!this.#silent.has(input.name))
          log.warning("exosense", `${input.name}: no reading: ${String(error)}`);
        this.#silent.add(input.name);
      }
    }
    if (Object.keys(values).length > 0) report("data_in", JSON.stringify(values), now);
  }

  /** What the cloud wrote before the restart, as far as it still fits the declaration. */
  #kept(): string | undefined {
    const { memory, log } = this.#world;
    try {
      const text = memory.read();
      if (text === undefined) return undefined;
      const configs = readConfig(this.#channels, text);
      if (typeof configs !== "string") {
        this.#apply(configs);
        return text;
      }
      log.warning(
        "exosense",
        `the stored config_io does not fit this firmware: ${configs}; going on with a new one`,
      );
    } catch (error) {
      log.error("exosense", `config_io could not be read: ${String(error)}; going on with a new one`);
    }
    return undefined;
  }

  #configure(text: string): string | undefined {
    const configs = readConfig(this.#channels, text);
    if (typeof configs === "string") return configs;
    try {
      this.#world.memory.write(text);
    } catch (error) {
      return `could not be stored (${String(error)})`;
    }
    this.#apply(configs);
    return undefined;
  }

  #apply(configs: ChannelConfigs): void {
    for (const input of this.#inputs) input.config = configs.get(input.name) ?? input.config;
  }

  /** Received, then done: the order moves outputs only after it was written back. */
  #order(text: string): string | undefined {
    const orders = readOrders(this.#channels, text);
    if (typeof orders === "string") return orders;
    this.#world.Timer.set(() => this.#carryOut(orders));
    return undefined;
  }

  #carryOut(orders: readonly Order[]): void {
    const { outputs, clock, log, report } = this.#world;
    const done: Record<string, Value> = {};
    for (const { name, channel, value } of orders) {
      try {
        outputs[channel.sink]?.write(value);
        done[name] = value;
      } catch (error) {
        log.error("exosense", `${name}: ${channel.sink} failed: ${String(error)}`);
      }
    }
    if (Object.keys(done).length > 0) report("data_in", JSON.stringify(done), clock.uptime());
  }
}
