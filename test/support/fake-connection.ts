import { MQTTIO } from "../../firmware/cloud/mqtt-io.js";
import type { MQTTIOOptions } from "../../firmware/cloud/mqtt-options.js";
import { describe, type Failure } from "../../firmware/device/failure.js";
import { type FakeMQTTClient, FakePlatform } from "./fake-mqtt-client.js";
import { VirtualTime } from "./virtual-time.js";

/** An MQTT connection over a scripted client, and everything that its owner heard of it. */
export class Connection {
  readonly time = new VirtualTime();
  readonly platform = new FakePlatform(this.time);
  readonly heard: string[] = [];
  readonly mqtt: MQTTIO;

  constructor(more: Partial<MQTTIOOptions> = {}) {
    this.mqtt = new MQTTIO({
      io: this.platform.io,
      host: "c1.m2.localhost",
      port: 8883,
      roots: [new ArrayBuffer(1)],
      keepAlive: 60_000,
      connectTimeout: 30_000,
      longestPayload: 100,
      onConnected: () => this.heard.push("connected"),
      onMessage: (topic, payload) => this.heard.push(`${topic}=${Buffer.from(payload).toString()}`),
      onDropped: (topic, byteLength) => this.heard.push(`${topic} dropped ${byteLength}`),
      onAcknowledged: (id) => this.heard.push(`acknowledged ${id}`),
      onRoom: () => this.heard.push("room"),
      onClosed: (failure: Failure) => this.heard.push(`closed ${describe(failure)}`),
      ...more,
    });
  }

  get client(): FakeMQTTClient {
    return this.platform.client;
  }

  /** Accepted, with so much room; what was heard until then is forgotten. */
  open(room = 4000): this {
    this.client.accept(room);
    this.heard.length = 0;
    return this;
  }

  publish(topic: string, payload: string, id = 1): boolean {
    return this.mqtt.publish(topic, payload, { QoS: 1, id });
  }
}
