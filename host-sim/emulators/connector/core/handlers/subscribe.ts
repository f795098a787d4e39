import { mayFilter } from "../topics.js";
import type { PacketHandler } from "./packet-handler.js";

const GRANTED_QOS_0 = 0;
const FAILURE = 0x80;

/** CN-SES-9: QoS 0 for each filter the client is entitled to, failure for the others; nothing else changes. */
export const handleSubscribe: PacketHandler<"subscribe"> = (session, packet) => {
  const granted = packet.subscriptions.map(({ filter }) =>
    mayFilter(filter, session.device?.id) ? GRANTED_QOS_0 : FAILURE,
  );
  session.send({ cmd: "suback", id: packet.id, granted });
};

/** CN-SES-10: answered and otherwise ignored; changes still arrive. */
export const handleUnsubscribe: PacketHandler<"unsubscribe"> = (session, packet) => {
  session.send({ cmd: "unsuback", id: packet.id });
};
