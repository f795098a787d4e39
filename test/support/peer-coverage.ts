/** What a peer made the emulator receive and send, as `PacketCensus` counts it. */
export interface Exercised {
  readonly received: readonly string[];
  readonly sent: readonly string[];
}

/** Which packets each peer exercises. The peers' tests hold their censuses against it, the emulator's README shows it. */
export const EXERCISED = Object.freeze({
  "paho-mqtt": {
    received: ["connect", "disconnect", "publish QoS 0", "publish QoS 1"],
    sent: ["connack", "puback", "publish QoS 0"],
  },
  mosquitto_pub: {
    received: ["connect", "disconnect", "publish QoS 0", "publish QoS 1", "publish QoS 2"],
    sent: ["connack", "puback"],
  },
  "mosquitto_rr and mosquitto_sub": {
    received: ["connect", "disconnect", "publish QoS 1", "subscribe"],
    sent: ["connack", "puback", "publish QoS 0", "suback"],
  },
  "MQTT.js": {
    received: ["connect", "disconnect", "pingreq", "publish QoS 1", "subscribe", "unsubscribe"],
    sent: ["connack", "pingresp", "puback", "publish QoS 0", "suback", "unsuback"],
  },
}) satisfies Readonly<Record<string, Exercised>>;
