import { type ChannelTable, type ChannelValue, type ControlChannel, misfit } from "./channel.js";
import { objectIn } from "./json-object.js";

/** Something that the cloud wants moved. */
export interface Order {
  readonly name: string;
  readonly channel: ControlChannel;
  readonly value: ChannelValue;
}

/** Reads a `data_out` document, `{"003": true}`, or tells what is wrong with it; one wrong value refuses all of it. */
export function readOrders(channels: ChannelTable, text: string): readonly Order[] | string {
  const document = objectIn(text);
  if (document === undefined) return "data_out: must be a JSON object";
  const orders: Order[] = [];
  for (const [name, value] of Object.entries(document)) {
    const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
    if (channel?.sink === undefined) return `${name}: the device has no such control`;
    const reason = misfit(channel, value);
    if (reason !== undefined) return `${name}: ${reason}`;
    orders.push({ name, channel, value: value as ChannelValue });
  }
  return orders;
}
