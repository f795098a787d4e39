import type { ClientPacketName } from "./client-packet.js";
import { MalformedPacket } from "./malformed-packet.js";

/** What the first byte and the remaining length of one packet type must look like. */
export interface FixedHeaderRule {
  readonly name: ClientPacketName;
  /** The only legal low four bits; absent for PUBLISH, whose bits carry DUP, QoS and retain. */
  readonly flags?: number;
  /** The only legal remaining length, in bytes; absent where it varies. */
  readonly length?: number;
}

/** Tables 2.1 and 2.2 of MQTT 3.1.1, client to server. Types that are missing here never come from a client. */
const RULES: Readonly<Record<number, FixedHeaderRule>> = Object.freeze({
  1: { name: "connect", flags: 0 },
  3: { name: "publish" },
  4: { name: "puback", flags: 0, length: 2 },
  5: { name: "pubrec", flags: 0, length: 2 },
  6: { name: "pubrel", flags: 2, length: 2 },
  7: { name: "pubcomp", flags: 0, length: 2 },
  8: { name: "subscribe", flags: 2 },
  10: { name: "unsubscribe", flags: 2 },
  12: { name: "pingreq", flags: 0, length: 0 },
  14: { name: "disconnect", flags: 0, length: 0 },
});

/**
 * The rule for a packet's first byte.
 * @throws MalformedPacket for a type no client sends, reserved flag bits, or QoS 3.
 */
export function fixedHeaderRule(firstByte: number): FixedHeaderRule {
  const type = firstByte >> 4;
  const flags = firstByte & 0x0f;
  const rule = RULES[type];
  if (rule === undefined) {
    throw new MalformedPacket(`packet type ${type} is not one a client may send`, "MQTT-2.2.1");
  }
  if (rule.flags !== undefined && rule.flags !== flags) {
    throw new MalformedPacket(
      `reserved flag bits of ${rule.name} are ${flags}, not ${rule.flags}`,
      "MQTT-2.2.2-2",
    );
  }
  if (rule.name === "publish" && (flags & 0x06) === 0x06) {
    throw new MalformedPacket("publish with QoS 3", "MQTT-3.3.1-4");
  }
  return rule;
}
