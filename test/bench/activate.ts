import { MqttProbe } from "../support/mqtt-probe.js";

/** Registers an identity by raw packets and returns its token (CN-PROV-1). */
export async function activate(
  endpoint: { readonly host: string; readonly port: number; readonly ca: string },
  device: string,
): Promise<string> {
  const probe = await MqttProbe.open(endpoint);
  try {
    probe.send({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, clientId: "" });
    await probe.expectPacket("connack");
    probe.publish(`$provision/${device}`, "");
    return (await probe.expectPublish()).payload;
  } finally {
    await probe.close();
  }
}
