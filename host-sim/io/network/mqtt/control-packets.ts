import { bytesOf } from "../../../engine/inside/natives.js";
import type { BufferSource } from "../../buffer-source.js";

/** Control packet types [MQTT 3.1.1, table 2.1]. */
export const packetType = {
  CONNECT: 1,
  CONNACK: 2,
  PUBLISH: 3,
  PUBACK: 4,
  PUBREC: 5,
  PUBREL: 6,
  PUBCOMP: 7,
  SUBSCRIBE: 8,
  SUBACK: 9,
  UNSUBSCRIBE: 10,
  UNSUBACK: 11,
  PINGREQ: 12,
  PINGRESP: 13,
  DISCONNECT: 14,
} as const;

export type Text = string | BufferSource;

export interface Will {
  topic: string;
  message?: Text;
  QoS?: number;
  retain?: boolean;
}

export interface Login {
  id: string;
  user?: string | undefined;
  password?: Text | undefined;
  clean: boolean;
  keepAliveSeconds: number;
  will?: Will | undefined;
}

export interface Subscription {
  topic: string;
  QoS?: number;
}

type Bytes = readonly number[];

/** One packet: fixed header, then the parts [MQTT-2.2]. */
export function packet(type: number, flags: number, ...parts: readonly Bytes[]): Uint8Array {
  const content = parts.flat();
  return Uint8Array.from([(type << 4) | flags, ...remainingLength(content.length), ...content]);
}

/** A PUBLISH up to its payload, which has `payloadLength` bytes. */
export function publishHead(
  flags: number,
  topic: string,
  id: number | undefined,
  payloadLength: number,
): Uint8Array {
  const head = [...string(topic), ...(id === undefined ? [] : uint16(id))];
  return Uint8Array.from([
    (packetType.PUBLISH << 4) | flags,
    ...remainingLength(head.length + payloadLength),
    ...head,
  ]);
}

/**
 * CONNECT, with the SDK client's slips: a password is sent without a user name although [MQTT-3.1.2-22] forbids it, and a will
 * topic without a message is sent without its flag.
 */
export function connectPacket(login: Login): Uint8Array {
  const { id, user, password, clean, keepAliveSeconds, will } = login;
  const hasWill = will?.topic !== undefined && will.message !== undefined;
  const flags =
    (clean ? 0x02 : 0) |
    (hasWill ? 0x04 : 0) |
    (((will?.QoS ?? 0) & 3) << 3) |
    (will?.retain === true ? 0x20 : 0) |
    (password === undefined ? 0 : 0x40) |
    (user === undefined ? 0 : 0x80);
  const fields = [id, will?.topic, will?.message, user, password];
  return packet(
    packetType.CONNECT,
    0,
    [0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags],
    uint16(keepAliveSeconds),
    ...fields.filter((field) => field !== undefined).map(string),
  );
}

export function subscribePacket(id: number, items: readonly Subscription[]): Uint8Array {
  const filters = items.flatMap(({ topic, QoS = 0 }) => [...string(topic), QoS & 3]);
  return packet(packetType.SUBSCRIBE, 2, uint16(id), filters);
}

export function unsubscribePacket(id: number, items: readonly Subscription[]): Uint8Array {
  return packet(
    packetType.UNSUBSCRIBE,
    2,
    uint16(id),
    items.flatMap(({ topic }) => string(topic)),
  );
}

/** PUBACK, PUBREC, PUBREL (which has a flag set [MQTT-3.6.1-1]), PUBCOMP. */
export function acknowledgement(type: number, id: number): Uint8Array {
  return packet(type, type === packetType.PUBREL ? 2 : 0, uint16(id));
}

/** A length in seven bits a byte [MQTT-2.2.3]. */
export function remainingLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? digit | 0x80 : digit);
  } while (rest > 0);
  return bytes;
}

/** Only the low 16 bits are sent: the identifier after 65,535 becomes 0, as with the SDK's client. */
function uint16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

/** Length and bytes. Anything that is not an `ArrayBuffer` is turned into text first, a `Uint8Array` into "1,2,3". */
function string(text: Text): number[] {
  const bytes = text instanceof ArrayBuffer ? new Uint8Array(text) : bytesOf(String(text));
  return [...uint16(bytes.byteLength), ...bytes];
}
