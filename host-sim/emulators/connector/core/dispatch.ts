import { handleConnect } from "./handlers/connect.js";
import type { PacketHandler, SessionControl } from "./handlers/packet-handler.js";
import { handlePublish } from "./handlers/publish.js";
import { handleSubscribe, handleUnsubscribe } from "./handlers/subscribe.js";
import type { CloseReason } from "./reasons.js";
import type { ClientPacket } from "./wire/client-packet.js";

/** What becomes of each packet after CONNECT was accepted: a handler, or the reason to close. */
const AFTER_CONNECT: { readonly [Name in ClientPacket["cmd"]]: PacketHandler<Name> | CloseReason } =
  Object.freeze({
    connect: "second-connect", // [MQTT-3.1.0-2]
    publish: handlePublish,
    // CN-SES-7. The Connector sends QoS 0 only, so there is nothing a client could have to acknowledge.
    puback: "acknowledgement-sent",
    pubrec: "acknowledgement-sent",
    pubrel: "acknowledgement-sent",
    pubcomp: "acknowledgement-sent",
    subscribe: handleSubscribe,
    unsubscribe: handleUnsubscribe,
    pingreq: (session) => session.send({ cmd: "pingresp" }),
    disconnect: "client-disconnect",
  });

/** @param accepted whether CONNECT was accepted; before, nothing else is legal [MQTT-3.1.0-1]. */
export function dispatch(session: SessionControl, packet: ClientPacket, accepted: boolean): void {
  if (accepted) apply(session, packet.cmd, packet);
  else if (packet.cmd === "connect") handleConnect(session, packet);
  else session.close("not-connect-first");
}

function apply<Name extends ClientPacket["cmd"]>(
  session: SessionControl,
  name: Name,
  packet: ClientPacket & { cmd: Name },
): void {
  const rule: PacketHandler<Name> | CloseReason = AFTER_CONNECT[name];
  if (typeof rule === "string") session.close(rule);
  else rule(session, packet as Extract<ClientPacket, { cmd: Name }>);
}
