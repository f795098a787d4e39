import { utf8Bytes, utf8Text } from "./utf8.js";

/**
 * Packets of Improv Wi-Fi over serial (improv-wifi.com/serial), version 1. All multi-byte texts are UTF-8.
 *
 *     49 4d 50 52 4f 56  01  03  02  02 00  e5  0a        IMPROV, version, type, length, data, sum of all before, line feed
 */
export const improvType = Object.freeze({ state: 1, error: 2, command: 3, result: 4 });

export const improvState = Object.freeze({ stopped: 0, ready: 2, provisioning: 3, provisioned: 4 });
export type ImprovState = (typeof improvState)[keyof typeof improvState];

export const improvError = Object.freeze({
  none: 0,
  invalidPacket: 1,
  unknownCommand: 2,
  unableToConnect: 3,
  badHostname: 5,
  unknown: 0xff,
});
export type ImprovError = (typeof improvError)[keyof typeof improvError];

export const improvCommand = Object.freeze({
  wifiSettings: 1,
  state: 2,
  info: 3,
  scan: 4,
  hostname: 5,
  deviceName: 6,
});

export interface ImprovPacket {
  readonly type: number;
  readonly data: Uint8Array;
}

/** What opens every packet, with the version behind it. */
export const improvHeader = Object.freeze([0x49, 0x4d, 0x50, 0x52, 0x4f, 0x56, 1]);
/** Header, version, type and length. */
export const improvHeadBytes = 9;
const mostData = 255;

/** The packet with the line feed that every implementation sends behind it. @throws RangeError for more than 255 bytes of data */
export function encodeImprov({ type, data }: ImprovPacket): Uint8Array<ArrayBuffer> {
  if (data.byteLength > mostData)
    throw new RangeError(`Improv: ${data.byteLength} bytes of data, and a packet has at most ${mostData}`);
  const packet = new Uint8Array(improvHeadBytes + data.byteLength + 2);
  packet.set(improvHeader);
  packet[7] = type;
  packet[8] = data.byteLength;
  packet.set(data, improvHeadBytes);
  packet[packet.byteLength - 2] = sumOf(packet, packet.byteLength - 2);
  packet[packet.byteLength - 1] = 0x0a;
  return packet;
}

/** Bytes of the whole packet, without a line feed, that begins with these nine bytes. */
export function improvLength(head: Uint8Array): number {
  return improvHeadBytes + (head[8] ?? 0) + 1;
}

/** A whole packet without line feed; undefined where header, length or sum are wrong. */
export function decodeImprov(packet: Uint8Array): ImprovPacket | undefined {
  if (improvHeader.some((byte, at) => packet[at] !== byte)) return undefined;
  if (packet.byteLength !== improvLength(packet)) return undefined;
  const end = packet.byteLength - 1;
  if (packet[end] !== sumOf(packet, end)) return undefined;
  return { type: packet[7] ?? 0, data: packet.slice(improvHeadBytes, end) };
}

/**
 * The result of a command. The SDK for browsers takes the length byte 10 for the end of a line and drops such a packet;
 * an empty text more is allowed and makes it 11.
 *
 * @throws RangeError where it does not fit a packet
 */
export function encodeImprovResult(command: number, texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const data = listed(command, texts);
  return encodeImprov({
    type: improvType.result,
    data: data.byteLength === 10 ? listed(command, [...texts, ""]) : data,
  });
}

/** Command and payload in the data of a command packet; undefined where the lengths disagree. */
export function readImprovCommand(
  data: Uint8Array,
): { readonly command: number; readonly payload: Uint8Array } | undefined {
  const [command, length] = data;
  if (command === undefined || length !== data.byteLength - 2) return undefined;
  return { command, payload: data.subarray(2) };
}

/** Name and password in the payload of `wifiSettings`; undefined where they are not what they say. */
export function readImprovWiFi(
  payload: Uint8Array,
): { readonly ssid: string; readonly password: string } | undefined {
  const ssidEnd = 1 + (payload[0] ?? 0);
  const passwordEnd = ssidEnd + 1 + (payload[ssidEnd] ?? 0);
  if (passwordEnd !== payload.byteLength) return undefined;
  const ssid = utf8Text(payload.subarray(1, ssidEnd));
  const password = utf8Text(payload.subarray(ssidEnd + 1, passwordEnd));
  return ssid === undefined || password === undefined ? undefined : { ssid, password };
}

function listed(command: number, texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const parts = texts.map(utf8Bytes);
  const length = parts.reduce((sum, part) => sum + 1 + part.byteLength, 0);
  if (length + 2 > mostData || parts.some((part) => part.byteLength > 255))
    throw new RangeError(`Improv: a result of ${length} bytes fits no packet`);
  return Uint8Array.from([command, length, ...parts.flatMap((part) => [part.byteLength, ...part])]);
}

function sumOf(bytes: Uint8Array, end: number): number {
  let sum = 0;
  for (let at = 0; at < end; at++) sum = (sum + (bytes[at] ?? 0)) & 0xff;
  return sum;
}
