import type { SendTiming } from "../session.js";
import type { ServerPacket } from "../wire/server-packet.js";
import type { FaultBoard, Victim } from "./fault-board.js";

/**
 * Lets the faults that aim at single packets strike one on its way out.
 * @returns what becomes of it; undefined: it goes its way.
 */
export function fateOf(
  packet: ServerPacket,
  faults: FaultBoard,
  victim: Victim,
  now: number,
): "lost" | SendTiming | undefined {
  if (packet.cmd === "connack") {
    const delayed = faults.strike("delay-connack", victim, now);
    // [MQTT-3.2.0-1]: the first packet from the server is CONNACK, also when it is late.
    return delayed && { delay: delayed.milliseconds, holdsRest: true };
  }
  if (packet.cmd !== "puback") return undefined;
  if (faults.strike("lose-puback", victim, now) !== undefined) return "lost";
  const delayed = faults.strike("delay-puback", victim, now);
  return delayed && { delay: delayed.milliseconds, holdsRest: false };
}
