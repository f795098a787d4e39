import { formatContentList } from "../content.js";
import type { Device } from "../device.js";
import { DIALECTS } from "../dialects.js";
import { type PublishTopic, parsePublishTopic, provisionTopic } from "../topics.js";
import type { ReceivedPublish } from "../wire/client-packet.js";
import type { PacketHandler, SessionControl } from "./packet-handler.js";

/**
 * Takes a PUBLISH. The retain flag is ignored (CN-SES-4), QoS 1 gets its PUBACK, QoS 2 is treated as QoS 0 and never
 * gets a PUBREC (CN-SES-5); DUP is ignored, so a re-sent report counts twice, except that DUP with QoS 0 ends the
 * connection (CN-SES-6), as does a topic that is not the client's (CN-SES-11, CN-PROV-5), unless dialect D takes it.
 */
export const handlePublish: PacketHandler<"publish"> = (session, packet) => {
  if (packet.dup && packet.qos === 0) return session.close("dup-without-qos");
  const topic = parsePublishTopic(packet.topic);
  const { device } = session;
  const { payload } = packet;
  if (topic === undefined && device !== undefined && takesOtherTopics(session)) {
    session.connector.hand(device, packet.topic, payload, session.now);
    return acknowledge(session, packet);
  }
  if (topic === undefined || !mayPublish(topic, device)) return session.close("topic-not-allowed");
  if (topic.kind === "provision") return activate(session, topic.deviceId, packet);
  if (device === undefined) return;
  if (topic.kind === "content") {
    acknowledge(session, packet);
    // CN-CON-1: an empty payload asks for the list; anything else asks for nothing.
    if (payload.length > 0) return;
    const list = formatContentList(session.connector.ports.contents());
    session.deliver("$content", list, session.now);
    return;
  }
  const allTaken = session.connector.report(device, topic, payload, session.now);
  // A rejected report is acknowledged too (CN-MOD-4): the device could not mend it by sending it again.
  acknowledge(session, packet);
  if (!allTaken && session.connector.settings.disconnectOnRejected) session.close("report-rejected");
};

function acknowledge(session: SessionControl, { qos, id }: ReceivedPublish): void {
  if (qos === 1) session.send({ cmd: "puback", id });
}

function takesOtherTopics({ connector }: SessionControl): boolean {
  return DIALECTS[connector.settings.dialect].takesOtherTopics;
}

/** CN-PROV-5: anonymous clients only activate. CN-SES-11: `$provision/` is open to the device's own identity. */
function mayPublish(topic: PublishTopic, device: Device | undefined): boolean {
  if (topic.kind !== "provision") return device !== undefined;
  return device === undefined || topic.deviceId === device.id;
}

/**
 * CN-PROV-1: the token is the payload of the answer. CN-PROV-3: a password gets none. CN-PROV-7: a refused activation
 * gets no answer at all, not even a PUBACK.
 */
function activate(session: SessionControl, deviceId: string, packet: ReceivedPublish): void {
  const { connector, connection, now } = session;
  const outcome = connector.provision(deviceId, packet.payload);
  if ("refusal" in outcome) {
    session.logRefusal(outcome.refusal, deviceId);
    session.close("activation-refused");
    return;
  }
  connector.ports.emit(now, { event: "activated", device: deviceId, connection });
  // Token and PUBACK get lost together: what a password is answered by is the PUBACK alone.
  const victim = { connection, device: deviceId };
  if (connector.faults.strike("lose-provisioning-answer", victim, now) !== undefined) return;
  acknowledge(session, packet);
  if (outcome.answer !== undefined) session.deliver(provisionTopic(deviceId), outcome.answer, now);
}
