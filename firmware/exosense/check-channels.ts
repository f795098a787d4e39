import { DeclarationError } from "../resources/check-declaration.js";
import type { OutputTable } from "../resources/output.js";
import type { SensorBank } from "../resources/sensor-bank.js";
import type { Channel, ChannelTable } from "./channel.js";
import { protocolDocument, readProtocol } from "./protocol-config.js";

/** Throws a DeclarationError that names the channel, the problem and the way out. */
export function checkChannels(channels: ChannelTable, sensors: SensorBank, outputs: OutputTable): void {
  for (const [name, channel] of Object.entries(channels)) {
    const problem = nameProblem(name) ?? rangeProblem(channel) ?? placeProblem(channel, sensors, outputs);
    if (problem !== undefined) throw new DeclarationError(`channel "${name}": ${problem}`);
  }
}

function nameProblem(name: string): string | undefined {
  return /^\w{1,32}$/.test(name)
    ? undefined
    : 'the name must have 1 to 32 letters, digits or "_", such as "001"';
}

function rangeProblem({ min = -Infinity, max = Infinity, precision = 0 }: Channel): string | undefined {
  if (!(min <= max)) return `min: ${min} is more than max; put the smaller value first`;
  return Number.isInteger(precision) && precision >= 0 && precision <= 10
    ? undefined
    : "precision: must be 0 to 10 digits behind the point";
}

function placeProblem(channel: Channel, sensors: SensorBank, outputs: OutputTable): string | undefined {
  if (channel.sink !== undefined)
    return Object.hasOwn(outputs, channel.sink)
      ? undefined
      : `sink: this board has no output "${channel.sink}"; name one that it has or drop the channel`;
  const [sensor = "", ...path] = channel.source.split(".");
  if (path.length === 0 || path.includes(""))
    return `source: "${channel.source}" must name a sensor and a property, such as "climate.temperature"`;
  if (!sensors.has(sensor))
    return `source: this board has no sensor "${sensor}"; name one that it has or drop the channel`;
  const config = readProtocol(channel, protocolDocument(channel));
  return typeof config === "string" ? config : undefined;
}
