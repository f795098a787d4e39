import { Buffer } from "node:buffer";

/** The packets that the Connector sends. A PUBLISH goes at QoS 0, never retained, never again (CN-SES-8). */
export type ServerPacket =
  | { readonly cmd: "connack"; readonly returnCode: number; readonly sessionPresent: boolean }
  | { readonly cmd: "publish"; readonly topic: string; readonly payload: string }
  | { readonly cmd: "puback"; readonly id: number }
  | { readonly cmd: "suback"; readonly id: number; readonly granted: readonly number[] }
  | { readonly cmd: "unsuback"; readonly id: number }
  | { readonly cmd: "pingresp" };

const CONNACK = 0x20;
const PUBLISH_QOS_0 = 0x30;
const PUBACK = 0x40;
const SUBACK = 0x90;
const UNSUBACK = 0xb0;
const PINGRESP = 0xd0;

/** A packet in the bytes of MQTT 3.1.1, chapter 3. */
export function encode(packet: ServerPacket): Buffer {
  switch (packet.cmd) {
    case "connack":
      return Buffer.of(CONNACK, 2, packet.sessionPresent ? 1 : 0, packet.returnCode);
    case "publish":
      return encodePublish(packet.topic, packet.payload);
    case "puback":
      return Buffer.of(PUBACK, 2, packet.id >> 8, packet.id & 0xff);
    case "suback":
      return Buffer.of(
        SUBACK,
        ...remainingLength(2 + packet.granted.length),
        packet.id >> 8,
        packet.id & 0xff,
        ...packet.granted,
      );
    case "unsuback":
      return Buffer.of(UNSUBACK, 2, packet.id >> 8, packet.id & 0xff);
    case "pingresp":
      return Buffer.of(PINGRESP, 0);
  }
}

function encodePublish(topic: string, payload: string): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const payloadBytes = Buffer.byteLength(payload);
  const length = remainingLength(2 + topicBytes + payloadBytes);
  const topicAt = 1 + length.length + 2;
  const bytes = Buffer.allocUnsafe(topicAt + topicBytes + payloadBytes);
  bytes[0] = PUBLISH_QOS_0;
  bytes.set(length, 1);
  bytes.writeUInt16BE(topicBytes, topicAt - 2);
  bytes.write(topic, topicAt);
  bytes.write(payload, topicAt + topicBytes);
  return bytes;
}

/** Seven bits a byte, the lowest first; the eighth says that more follow [MQTT-2.2.3]. */
function remainingLength(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
