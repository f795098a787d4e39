import type { Channel, ChannelTable, ProtocolConfig } from "./channel.js";
import { isObject, type JSONObject, objectIn } from "./json-object.js";
import { protocolDocument, readProtocol } from "./protocol-config.js";

/** How each measured channel is reported, by its name. */
export type ChannelConfigs = ReadonlyMap<string, ProtocolConfig>;

/**
 * The `config_io` document of a device as it was declared:
 *
 *     {"last_edited":"2026-01-01T00:00:00.000Z","last_editor":"device","channels":{"001":{"display_name":"Room",
 *      "properties":{"data_type":"TEMPERATURE",…},"protocol_config":{"report_rate":10000,…}}}}
 *
 * `now` is in milliseconds since 1970.
 */
export function generateConfig(channels: ChannelTable, now: number): string {
  const documents = Object.entries(channels).map(([name, channel]) => [name, channelDocument(channel)]);
  return JSON.stringify({
    last_edited: new Date(now).toISOString(),
    last_editor: "device",
    channels: Object.fromEntries(documents),
  });
}

/**
 * Reads a `config_io` that came from outside, or tells what is wrong with it and where. It must name the device's channels, all of them
 * and no others, and leave type and unit of each as they are.
 */
export function readConfig(channels: ChannelTable, text: string): ChannelConfigs | string {
  const document = objectIn(text);
  if (document === undefined) return "config_io: must be a JSON object";
  const described = document.channels;
  if (!isObject(described)) return "channels: must be an object";
  const stranger = Object.keys(described).find((name) => !Object.hasOwn(channels, name));
  if (stranger !== undefined) return `channels.${stranger}: the device has no such channel`;
  const configs = new Map<string, ProtocolConfig>();
  for (const [name, channel] of Object.entries(channels)) {
    const config = readChannel(channel, described[name]);
    if (typeof config === "string") return `channels.${name}${config}`;
    if (config !== undefined) configs.set(name, config);
  }
  return configs;
}

function channelDocument(channel: Channel): JSONObject {
  const { displayName, description, dataType, dataUnit, primitive, precision, min, max } = channel;
  // What is undefined is left out of the text.
  const properties = {
    data_type: dataType,
    data_unit: dataUnit,
    primitive_type: primitive,
    precision,
    min,
    max,
    control: channel.sink === undefined ? undefined : true,
  };
  return {
    display_name: displayName,
    description,
    properties,
    protocol_config: channel.sink === undefined ? protocolDocument(channel) : {},
  };
}

/** Undefined for a control, which is not reported by itself; a text goes on after the channel's name. */
function readChannel(channel: Channel, document: unknown): ProtocolConfig | string | undefined {
  if (document === undefined) return ": is missing";
  if (!isObject(document)) return ": must be an object";
  const { display_name: displayName, properties, protocol_config: protocol } = document;
  if (typeof displayName !== "string") return ".display_name: must be a text";
  if (!isObject(properties)) return ".properties: must be an object";
  if (properties.data_type !== channel.dataType)
    return `.properties.data_type: must stay ${channel.dataType}`;
  if (properties.data_unit !== channel.dataUnit)
    return `.properties.data_unit: must stay ${channel.dataUnit ?? "left out"}`;
  if (channel.sink !== undefined) return undefined;
  if (!isObject(protocol)) return ".protocol_config: must be an object";
  const config = readProtocol(channel, protocol);
  return typeof config === "string" ? `.protocol_config.${config}` : config;
}
