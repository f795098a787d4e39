import type { PacketNote } from "../emulators/connector/index.js";
import { clipped } from "./clipped.js";
import type { MessageEntry } from "./protocol.js";

/** Packets that begin or end a connection: which one it is says more than their names. */
const framing: ReadonlySet<PacketNote["packet"]> = new Set(["connect", "connack", "disconnect"]);

/**
 * The entry for a packet. Made of the fields named here and of nothing else: whatever else a note may bring along,
 * a credential would not get onto the page.
 *
 * @param time milliseconds since 1970.
 */
export function messageFor(note: PacketNote, time: number): MessageEntry {
  const { direction, packet, topic } = note;
  return {
    time,
    from: direction === "received" ? "device" : "cloud",
    packet: packet.toUpperCase(),
    ...(topic === undefined ? {} : { topic: clipped(topic) }),
    detail: packet === "publish" ? publishWords(note) : framing.has(packet) ? connectionWords(note) : "",
  };
}

function connectionWords({ connection }: PacketNote): string {
  return `connection ${connection}`;
}

/** What the message says is told by the Connector's events; under `$provision` it is a token or a password (CN-PROV-1, CN-PROV-3). */
function publishWords({ topic = "", qos = 0, sizeBytes = 0 }: PacketNote): string {
  const isCredential = sizeBytes > 0 && topic.startsWith("$provision/");
  return [`QoS ${qos}`, sizeWords(sizeBytes), ...(isCredential ? ["a credential, not shown"] : [])].join(
    ", ",
  );
}

function sizeWords(sizeBytes: number): string {
  if (sizeBytes === 0) return "empty";
  return sizeBytes === 1 ? "1 byte" : `${sizeBytes} bytes`;
}
