import { judgeLogin } from "../login.js";
import type { PacketHandler } from "./packet-handler.js";

/** CONNACK return code "identifier rejected". */
const IDENTIFIER_REJECTED = 2;

/**
 * Answers CONNECT. The will is ignored and never delivered (CN-SES-1), Clean Session is ignored and treated as 0
 * (CN-SES-2), Session Present is 1 unless the emulator is told otherwise (CN-SES-3). After an accepted login the
 * device is sent at once what changed while it was away (CN-MOD-3).
 */
export const handleConnect: PacketHandler<"connect"> = (session, packet) => {
  const { connector } = session;
  const { clientId, username, password } = packet;
  const verdict = judgeLogin(connector.devices, {
    clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  });
  if (verdict.kind === "refused") {
    session.logRefusal(verdict.refusal, verdict.deviceId);
    // CN-PROV-6: a locked device's attempts are ignored. It gets no CONNACK, only the end of the connection.
    if (verdict.refusal === "locked") return session.close("locked");
    // CN-AUTH-1 names no code for a foreign ClientID; "identifier rejected" is the one that MQTT has for it.
    const refuseWith = connector.settings.refuseWith;
    const returnCode = verdict.refusal === "client-id-mismatch" ? IDENTIFIER_REJECTED : refuseWith;
    session.send({ cmd: "connack", returnCode, sessionPresent: false });
    return session.close("login-refused");
  }
  const device = verdict.kind === "device" ? verdict.device : undefined;
  session.accept(device, packet.keepalive ?? 0);
  session.send({ cmd: "connack", returnCode: 0, sessionPresent: connector.settings.sessionPresent });
  if (device === undefined) return;
  connector.attach(device, session.link, session.now);
  const { connection, now } = session;
  const pending = connector.pendingCount(device);
  connector.ports.emit(now, { event: "connected", device: device.id, connection, pending });
  connector.synchronize(device);
};
