import type { ClientPacket } from "./wire/client-packet.js";
import type { ServerPacket } from "./wire/server-packet.js";

/** One MQTT packet, without what it carries: neither credentials nor values are in a note. */
export interface PacketNote {
  readonly connection: number;
  /** The logged-in device. */
  readonly device?: string;
  /** As the Connector sees it. */
  readonly direction: "received" | "sent";
  /** Name of the packet, such as `publish`. */
  readonly packet: ClientPacket["cmd"] | ServerPacket["cmd"];
  /** Packet identifier, where it has one. */
  readonly id?: number;
  /** Of a PUBLISH. */
  readonly topic?: string;
  readonly qos?: 0 | 1 | 2;
  readonly dup?: boolean;
  readonly retain?: boolean;
  /** Bytes of a PUBLISH's payload. */
  readonly sizeBytes?: number;
  /** Of a CONNECT: seconds, and the flag. */
  readonly keepAlive?: number;
  readonly cleanSession?: boolean;
  /** Of a CONNACK. */
  readonly returnCode?: number;
  readonly sessionPresent?: boolean;
  /** Of SUBSCRIBE and UNSUBSCRIBE; `qos` is what was asked for. */
  readonly filters?: readonly { readonly filter: string; readonly qos?: number }[];
  /** Of a SUBACK, in the order of the filters: a QoS, or 128 for a failure. */
  readonly granted?: readonly number[];
}

/** What is noted of all packets. */
type Whose = Pick<PacketNote, "connection" | "device" | "direction">;

/** @param of whose packet it is, and which way it goes. */
export function noteOf(packet: ClientPacket | ServerPacket, of: Whose): PacketNote {
  return { ...of, packet: packet.cmd, ...fieldsOf(packet) };
}

function fieldsOf(packet: ClientPacket | ServerPacket): Partial<PacketNote> {
  switch (packet.cmd) {
    case "connect":
      return { keepAlive: packet.keepAlive, cleanSession: packet.cleanSession };
    case "connack":
      return { returnCode: packet.returnCode, sessionPresent: packet.sessionPresent };
    case "publish":
      return publishFields(packet);
    case "subscribe":
      return { id: packet.id, filters: packet.subscriptions };
    case "unsubscribe":
      return { id: packet.id, filters: packet.filters.map((filter) => ({ filter })) };
    case "suback":
      return { id: packet.id, granted: packet.granted };
    case "puback":
    case "pubrec":
    case "pubrel":
    case "pubcomp":
    case "unsuback":
      return { id: packet.id };
    case "pingreq":
    case "pingresp":
    case "disconnect":
      return {};
  }
}

function publishFields(
  packet: Extract<ClientPacket | ServerPacket, { cmd: "publish" }>,
): Partial<PacketNote> {
  const { topic, payload } = packet;
  const sizeBytes = Buffer.byteLength(payload);
  // What the Connector sends has no flags and no identifier (CN-SES-8).
  if (!("qos" in packet)) return { topic, qos: 0, dup: false, retain: false, sizeBytes };
  const { qos, dup, retain, id } = packet;
  return { topic, qos, dup, retain, sizeBytes, ...(qos === 0 ? {} : { id }) };
}
