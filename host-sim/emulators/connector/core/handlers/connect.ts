import type { Will } from "../connector.js";
import type { Device } from "../device.js";
import { DIALECTS } from "../dialects.js";
import type { Refusal } from "../reasons.js";
import type { ConnectPacket } from "../wire/client-packet.js";
import type { PacketHandler, SessionControl } from "./packet-handler.js";

/** CONNACK return code "identifier rejected". */
const IDENTIFIER_REJECTED = 2;

/**
 * Answers CONNECT. The will is ignored and never delivered (CN-SES-1) but in dialect D, Clean Session is ignored and treated as 0
 * (CN-SES-2), Session Present is 1 unless the emulator is told otherwise (CN-SES-3). After an accepted login the
 * device is sent at once what changed while it was away (CN-MOD-3).
 */
export const handleConnect: PacketHandler<"connect"> = (session, packet) => {
  const { connector } = session;
  const code = struckBy(session, packet);
  if (code !== undefined) {
    session.logRefusal("fault");
    session.send({ cmd: "connack", returnCode: code, sessionPresent: false });
    return session.close("login-refused");
  }
  const admission = admit(session, packet);
  if ("refusal" in admission) return refuse(session, admission.refusal, admission.deviceId);
  const { device } = admission;
  const { deliversWills } = DIALECTS[connector.settings.dialect];
  session.accept(device, packet.keepAlive, deliversWills ? willIn(packet) : undefined);
  session.send({ cmd: "connack", returnCode: 0, sessionPresent: connector.settings.sessionPresent });
  if (device === undefined) return;
  connector.attach(device, session, session.now);
  const { connection, now } = session;
  const pending = connector.pendingCount(device);
  connector.ports.emit(now, { event: "connected", device: device.id, connection, pending });
  connector.synchronize(device, session.now);
};

/** The return code that a fault wants, before anything is judged. A device is here who claims to be it. */
function struckBy(session: SessionControl, packet: ConnectPacket): number | undefined {
  const { connector, connection, certificate, now } = session;
  const claimed = packet.username ?? certificate?.commonName ?? "";
  const victim = claimed === "" ? { connection } : { connection, device: claimed };
  return connector.faults.strike("refuse-connack", victim, now)?.code;
}

/** Kept for as long as the connection lasts, and so not as a view of what was received. */
function willIn({ will }: ConnectPacket): Will | undefined {
  return will && { topic: will.topic, payload: Buffer.from(will.payload) };
}

type Admission =
  | { readonly device: Device | undefined }
  | { readonly refusal: Refusal; readonly deviceId?: string };

/** Judges the login; one that is at the same time the activation (CN-PROV-4) is carried out here. */
function admit(session: SessionControl, packet: ConnectPacket): Admission {
  const { connector, certificate, connection, now } = session;
  const { clientId, username = "", password = new Uint8Array(0) } = packet;
  const verdict = connector.judgeLogin({ clientId, username, password, certificate });
  switch (verdict.kind) {
    case "anonymous":
      return { device: undefined };
    case "device":
    case "refused":
      return verdict;
    case "activation": {
      const { deviceId, credential } = verdict;
      const activation = connector.activate(deviceId, credential);
      if ("refusal" in activation) return { ...activation, deviceId };
      connector.ports.emit(now, { event: "activated", device: deviceId, connection });
      return activation;
    }
  }
}

function refuse(session: SessionControl, refusal: Refusal, deviceId: string | undefined): void {
  session.logRefusal(refusal, deviceId);
  // CN-PROV-6: a locked device's attempts are ignored. It gets no CONNACK, only the end of the connection.
  if (refusal === "locked") return session.close("locked");
  // CN-AUTH-1 names no code for a foreign ClientID; "identifier rejected" is the one that MQTT has for it.
  const { refuseWith } = session.connector.settings;
  const returnCode = refusal === "client-id-mismatch" ? IDENTIFIER_REJECTED : refuseWith;
  session.send({ cmd: "connack", returnCode, sessionPresent: false });
  session.close("login-refused");
}
