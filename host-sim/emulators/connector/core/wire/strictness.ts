import { BodyCursor } from "./body-cursor.js";
import type { ClientPacketName } from "./fixed-header.js";
import type { Frame } from "./frame-reader.js";
import { MalformedPacket, UnsupportedProtocol } from "./malformed-packet.js";

/**
 * Checks what MQTT 3.1.1 demands of a packet's body and the codec behind it lets through: packet identifier 0,
 * invalid UTF-8 and NUL, wildcards in a topic, a password without user name, bytes after the last field, lists
 * without an entry. One row per packet type.
 */
const CHECKS: Readonly<Record<ClientPacketName, (cursor: BodyCursor, flags: number) => void>> = Object.freeze(
  {
    connect: checkConnect,
    publish: checkPublish,
    puback: checkIdentifierOnly,
    pubrec: checkIdentifierOnly,
    pubrel: checkIdentifierOnly,
    pubcomp: checkIdentifierOnly,
    subscribe: checkSubscribe,
    unsubscribe: checkUnsubscribe,
    pingreq: (cursor) => cursor.end(),
    disconnect: (cursor) => cursor.end(),
  },
);

const PROTOCOL_LEVEL_3_1_1 = 4;

/** @throws MalformedPacket with the violated clause; UnsupportedProtocol for another protocol level. */
export function checkStrictly(frame: Frame): void {
  CHECKS[frame.rule.name](new BodyCursor(frame.body, frame.rule.name), frame.flags);
}

function checkConnect(cursor: BodyCursor): void {
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
  const will = (flags & 0x04) !== 0;
  const willQos = (flags >> 3) & 0x03;
  const password = (flags & 0x40) !== 0;
  const username = (flags & 0x80) !== 0;
  if ((flags & 0x01) !== 0) throw new MalformedPacket("reserved connect flag is set", "MQTT-3.1.2-3");
  if (!will && willQos !== 0) throw new MalformedPacket("will QoS without a will", "MQTT-3.1.2-13");
  if (!will && (flags & 0x20) !== 0) throw new MalformedPacket("will retain without a will", "MQTT-3.1.2-15");
  if (willQos === 3) throw new MalformedPacket("will with QoS 3", "MQTT-3.1.2-14");
  if (password && !username) throw new MalformedPacket("password without user name", "MQTT-3.1.2-22");
  cursor.word("keep alive");
  cursor.string("client identifier");
  if (will) {
    cursor.string("will topic");
    cursor.binary("will message");
  }
  if (username) cursor.string("user name");
  if (password) cursor.binary("password");
  cursor.end();
}

function checkPublish(cursor: BodyCursor, flags: number): void {
  const topic = cursor.string("topic");
  if (topic === "") throw new MalformedPacket("publish with an empty topic", "MQTT-4.7.3-1");
  if (/[+#]/.test(topic)) throw new MalformedPacket("wildcard in the topic of a publish", "MQTT-3.3.2-2");
  if ((flags & 0x06) !== 0) cursor.packetId();
}

function checkIdentifierOnly(cursor: BodyCursor): void {
  cursor.packetId();
  cursor.end();
}

function checkSubscribe(cursor: BodyCursor): void {
  cursor.packetId();
  do {
    checkFilter(cursor.string("topic filter"));
    const qos = cursor.byte("requested QoS");
    if (qos > 2) throw new MalformedPacket(`requested QoS byte is ${qos}`, "MQTT-3.8.3-4");
  } while (!cursor.atEnd);
}

function checkUnsubscribe(cursor: BodyCursor): void {
  cursor.packetId();
  do checkFilter(cursor.string("topic filter"));
  while (!cursor.atEnd);
}

/** `+` fills a whole level, `#` a whole last level [MQTT-4.7.1-2, MQTT-4.7.1-3]. */
function checkFilter(filter: string): void {
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
}
