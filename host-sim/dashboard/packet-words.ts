import type { PacketNote } from "../emulators/connector/index.js";
import { clipped } from "./clipped.js";
import type { MessageEntry } from "./protocol.js";

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
    detail: clipped(tellers[packet](note).join(", ")),
    ...(isRefusal(note) ? { trouble: true } : {}),
  };
}

type Teller = (note: PacketNote) => readonly string[];

/** What each packet says about itself, by its name. */
const tellers: Readonly<Record<PacketNote["packet"], Teller>> = Object.freeze({
  // Which connection begins or ends says more than the packets' names.
  connect: ({ connection, keepAlive = 0, cleanSession = false }) => [
    `connection ${connection}`,
    keepAlive === 0 ? "no keep-alive" : `keep-alive ${keepAlive} s`,
    ...(cleanSession ? ["clean session"] : []),
  ],
  connack: ({ connection, returnCode = 0, sessionPresent = false }) => [
    `connection ${connection}`,
    `code ${returnCode} ${codes[returnCode] ?? "of no meaning"}`,
    ...(sessionPresent ? ["session present"] : []),
  ],
  disconnect: ({ connection }) => [`connection ${connection}`],
  publish: publishWords,
  puback: identifier,
  pubrec: identifier,
  pubrel: identifier,
  pubcomp: identifier,
  subscribe: (note) => [...identifier(note), ...filterWords(note)],
  suback: (note) => [...identifier(note), ...(note.granted ?? []).map(grantWords)],
  unsubscribe: (note) => [...identifier(note), ...filterWords(note)],
  unsuback: identifier,
  pingreq: () => [],
  pingresp: () => [],
});

/** Return codes of CONNACK: MQTT 3.1.1, table 3.1. */
const codes: Readonly<Record<number, string>> = Object.freeze({
  0: "accepted",
  1: "unacceptable protocol version",
  2: "identifier rejected",
  3: "server unavailable",
  4: "bad user name or password",
  5: "not authorized",
});

/** A SUBACK's code for a filter that is not granted. */
const failure = 0x80;

function isRefusal({ packet, returnCode = 0, granted = [] }: PacketNote): boolean {
  return (packet === "connack" && returnCode !== 0) || granted.includes(failure);
}

function identifier({ id }: PacketNote): readonly string[] {
  return id === undefined ? [] : [`id ${id}`];
}

/** What the message says is told by the Connector's events; under `$provision` it is a token or a password (CN-PROV-1, CN-PROV-3). */
function publishWords(note: PacketNote): readonly string[] {
  const { topic = "", qos = 0, dup = false, retain = false, sizeBytes = 0 } = note;
  const isCredential = sizeBytes > 0 && topic.startsWith("$provision/");
  return [
    `QoS ${qos}`,
    ...identifier(note),
    ...(dup ? ["DUP"] : []),
    ...(retain ? ["retain"] : []),
    sizeWords(sizeBytes),
    ...(isCredential ? ["a credential, not shown"] : []),
  ];
}

function filterWords({ filters = [] }: PacketNote): readonly string[] {
  return filters.map(({ filter, qos }) => (qos === undefined ? filter : `${filter} at QoS ${qos}`));
}

function grantWords(code: number): string {
  return code === failure ? "refused" : `granted QoS ${code}`;
}

function sizeWords(sizeBytes: number): string {
  if (sizeBytes === 0) return "empty";
  return sizeBytes === 1 ? "1 byte" : `${sizeBytes} bytes`;
}
