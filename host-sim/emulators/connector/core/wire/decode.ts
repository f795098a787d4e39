import { BodyCursor } from "./body-cursor.js";
import type {
  AcknowledgementPacket,
  ClientPacket,
  ClientPacketName,
  ConnectPacket,
  ReceivedPublish,
  SubscribePacket,
  UnsubscribePacket,
} from "./client-packet.js";
import type { Frame } from "./frame-reader.js";
import { MalformedPacket, UnsupportedProtocol } from "./malformed-packet.js";

type Decoder = (cursor: BodyCursor, flags: number) => ClientPacket;

/**
 * Reads a packet's body and refuses whatever MQTT 3.1.1 forbids in it: packet identifier 0, invalid UTF-8 and NUL, wildcards in a
 * topic, a password without user name, bytes after the last field, lists without an entry. One row per packet type.
 */
const DECODERS: Readonly<Record<ClientPacketName, Decoder>> = Object.freeze({
  connect: readConnect,
  publish: readPublish,
  puback: (cursor) => readAcknowledgement(cursor, "puback"),
  pubrec: (cursor) => readAcknowledgement(cursor, "pubrec"),
  pubrel: (cursor) => readAcknowledgement(cursor, "pubrel"),
  pubcomp: (cursor) => readAcknowledgement(cursor, "pubcomp"),
  subscribe: readSubscribe,
  unsubscribe: readUnsubscribe,
  pingreq: (cursor) => readNothing(cursor, "pingreq"),
  disconnect: (cursor) => readNothing(cursor, "disconnect"),
});

const PROTOCOL_LEVEL_3_1_1 = 4;

/** @throws MalformedPacket with the violated clause; UnsupportedProtocol for another protocol level. */
export function decode(frame: Frame): ClientPacket {
  return DECODERS[frame.rule.name](new BodyCursor(frame), frame.flags);
}

function readConnect(cursor: BodyCursor): ConnectPacket {
  const protocol = cursor.string("protocol name");
  const level = cursor.byte("protocol level");
  // "MQIsdp" is the name that MQTT 3.1 (level 3) used.
  if (protocol !== "MQTT" && protocol !== "MQIsdp") {
    throw new MalformedPacket(`unknown protocol name ${JSON.stringify(protocol)}`, "MQTT-3.1.2-1");
  }
  if (protocol !== "MQTT" || level !== PROTOCOL_LEVEL_3_1_1) {
    throw new UnsupportedProtocol(`protocol level ${level}, only 3.1.1 (level 4) is served`, "MQTT-3.1.2-2");
  }
  const flags = cursor.byte("connect flags");
  const hasWill = (flags & 0x04) !== 0;
  const willQos = (flags >> 3) & 0x03;
  const hasPassword = (flags & 0x40) !== 0;
  const hasUsername = (flags & 0x80) !== 0;
  if ((flags & 0x01) !== 0) throw new MalformedPacket("reserved connect flag is set", "MQTT-3.1.2-3");
  if (!hasWill && willQos !== 0) throw new MalformedPacket("will QoS without a will", "MQTT-3.1.2-13");
  if (!hasWill && (flags & 0x20) !== 0) {
    throw new MalformedPacket("will retain without a will", "MQTT-3.1.2-15");
  }
  if (willQos === 3) throw new MalformedPacket("will with QoS 3", "MQTT-3.1.2-14");
  if (hasPassword && !hasUsername) throw new MalformedPacket("password without user name", "MQTT-3.1.2-22");
  // In the order of the payload [MQTT-3.1.3-1].
  const keepAlive = cursor.word("keep alive");
  const clientId = cursor.string("client identifier");
  const will = hasWill
    ? { topic: readTopicName(cursor, "will topic"), payload: cursor.binary("will message") }
    : undefined;
  const username = hasUsername ? cursor.string("user name") : undefined;
  const password = hasPassword ? cursor.binary("password") : undefined;
  cursor.end();
  const cleanSession = (flags & 0x02) !== 0;
  return { cmd: "connect", clientId, cleanSession, keepAlive, will, username, password };
}

function readPublish(cursor: BodyCursor, flags: number): ReceivedPublish {
  const topic = readTopicName(cursor, "topic");
  // 3 never comes so far: the fixed header was looked at before.
  const qos = ((flags >> 1) & 0x03) as 0 | 1 | 2;
  const id = qos === 0 ? 0 : cursor.packetId();
  const [dup, retain] = [(flags & 0x08) !== 0, (flags & 0x01) !== 0];
  return { cmd: "publish", topic, payload: cursor.rest(), qos, dup, retain, id };
}

/** What a message is published on, with [MQTT-4.7.3-1] at least one character and [MQTT-4.7.1-1] no wildcard. */
function readTopicName(cursor: BodyCursor, field: string): string {
  const topic = cursor.string(field);
  if (topic === "") throw new MalformedPacket(`empty ${field}`, "MQTT-4.7.3-1");
  if (topic.includes("+") || topic.includes("#")) {
    throw new MalformedPacket(`wildcard in a ${field}`, "MQTT-4.7.1-1");
  }
  return topic;
}

function readAcknowledgement(cursor: BodyCursor, cmd: AcknowledgementPacket["cmd"]): AcknowledgementPacket {
  const id = cursor.packetId();
  cursor.end();
  return { cmd, id };
}

function readSubscribe(cursor: BodyCursor): SubscribePacket {
  const id = cursor.packetId();
  const subscriptions: { filter: string; qos: number }[] = [];
  do {
    const filter = readFilter(cursor);
    const qos = cursor.byte("requested QoS");
    if (qos > 2) throw new MalformedPacket(`requested QoS byte is ${qos}`, "MQTT-3.8.3-4");
    subscriptions.push({ filter, qos });
  } while (!cursor.atEnd);
  return { cmd: "subscribe", id, subscriptions };
}

function readUnsubscribe(cursor: BodyCursor): UnsubscribePacket {
  const id = cursor.packetId();
  const filters: string[] = [];
  do filters.push(readFilter(cursor));
  while (!cursor.atEnd);
  return { cmd: "unsubscribe", id, filters };
}

function readNothing<Name extends "pingreq" | "disconnect">(cursor: BodyCursor, cmd: Name): { cmd: Name } {
  cursor.end();
  return { cmd };
}

/** `+` fills a whole level, `#` a whole last level [MQTT-4.7.1-2, MQTT-4.7.1-3]. */
function readFilter(cursor: BodyCursor): string {
  const filter = cursor.string("topic filter");
  if (filter === "") throw new MalformedPacket("empty topic filter", "MQTT-4.7.3-1");
  const levels = filter.split("/");
  levels.forEach((level, index) => {
    if (level.includes("#") && (level !== "#" || index !== levels.length - 1)) {
      throw new MalformedPacket("misplaced # in a topic filter", "MQTT-4.7.1-2");
    }
    if (level.includes("+") && level !== "+") {
      throw new MalformedPacket("misplaced + in a topic filter", "MQTT-4.7.1-3");
    }
  });
  return filter;
}
