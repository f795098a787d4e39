import { textOf } from "../../../engine/inside/natives.js";
import { packetType } from "./control-packets.js";

/** A control packet as `onControl` gets it. */
export interface Control {
  operation: number;
  id?: number;
  returnCode?: number;
  payload?: number[];
}

export interface IncomingMessage {
  topic: string;
  QoS: number;
  id: number | undefined;
  byteLength: number;
}

/** What the reader of the byte stream wants next: a byte, or that the payload of a message be taken off the socket. */
export type Wish = "byte" | "payload";

export interface PacketReceiver {
  control(packet: Control): void;
  /** The payload follows; `Incoming` waits until it was all handed out. */
  message(message: IncomingMessage): void;
  /** Not MQTT. */
  malformed(reason: string): void;
}

const withIdentifier: readonly number[] = [
  packetType.PUBACK,
  packetType.PUBREC,
  packetType.PUBREL,
  packetType.PUBCOMP,
  packetType.SUBACK,
  packetType.UNSUBACK,
];

/**
 * Reads MQTT packets out of single bytes, `next(byte)` after `next(byte)`. After a message without payload it wants a
 * payload for ever and nothing else: the SDK's client has this weakness, and firmware that relies on its absence would
 * fail on the board.
 */
export function* incoming(receiver: PacketReceiver): Generator<Wish, void, number> {
  for (;;) {
    const first: number = yield "byte";
    const operation = first >> 4;
    if (operation === 0 || operation === 15) return receiver.malformed("invalid operation");
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const digit: number = yield "byte";
      if (shift === 21 && digit > 0x7f) return receiver.malformed("bad data");
      length += (digit & 0x7f) << shift;
      if (digit < 0x80) break;
    }
    if (operation === packetType.PUBLISH) yield* publish(receiver, first & 0x0f, length);
    else if (length === 0) receiver.control({ operation });
    else if (operation === packetType.CONNACK) yield* connack(receiver, length);
    else if (withIdentifier.includes(operation)) yield* identified(receiver, operation, length);
    else return receiver.malformed("bad parse state");
  }
}

function* connack(receiver: PacketReceiver, length: number): Generator<Wish, void, number> {
  if (length !== 2) return receiver.malformed("unexpected length");
  yield "byte"; // The session-present flag is not shown to anybody.
  receiver.control({ operation: packetType.CONNACK, returnCode: yield "byte" });
}

function* identified(
  receiver: PacketReceiver,
  operation: number,
  length: number,
): Generator<Wish, void, number> {
  const id = ((yield "byte") << 8) | (yield "byte");
  const payload: number[] = [];
  for (let left = length - 2; left > 0; left--) payload.push(yield "byte");
  receiver.control(operation === packetType.SUBACK ? { operation, id, payload } : { operation, id });
}

function* publish(receiver: PacketReceiver, flags: number, length: number): Generator<Wish, void, number> {
  const topicLength = ((yield "byte") << 8) | (yield "byte");
  if (topicLength === 0) return receiver.malformed("empty topic");
  const topic = new Uint8Array(topicLength);
  for (let i = 0; i < topicLength; i++) topic[i] = yield "byte";
  const QoS = (flags >> 1) & 3;
  const hasId = QoS === 1 || QoS === 2;
  const id = hasId ? ((yield "byte") << 8) | (yield "byte") : undefined;
  const byteLength = length - 2 - topicLength - (hasId ? 2 : 0);
  if (byteLength > 0) receiver.message({ topic: textOf(topic), QoS, id, byteLength });
  yield "payload"; // For ever, where there is none: the SDK's client waits for its last byte to come.
}
