import type { Packet } from "mqtt-packet";

/** One MQTT packet, without what it carries: neither credentials nor values are in a note. */
export interface PacketNote {
  readonly connection: number;
  /** The logged-in device. */
  readonly device?: string;
  /** As the Connector sees it. */
  readonly direction: "received" | "sent";
  /** Name of the packet, such as `publish`. */
  readonly packet: Packet["cmd"];
  /** Of a PUBLISH. */
  readonly topic?: string;
  readonly qos?: 0 | 1 | 2;
  /** Bytes of a PUBLISH's payload. */
  readonly sizeBytes?: number;
}

/** @param of whose packet it is, and which way it goes. */
export function noteOf(
  packet: Packet,
  of: Pick<PacketNote, "connection" | "device" | "direction">,
): PacketNote {
  if (packet.cmd !== "publish") return { ...of, packet: packet.cmd };
  const { topic, qos, payload } = packet;
  return { ...of, packet: "publish", topic, qos, sizeBytes: Buffer.byteLength(payload) };
}
