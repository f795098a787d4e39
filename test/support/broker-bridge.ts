import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { connectAsync, type MqttClient } from "mqtt";
import { generate, type Packet, parser } from "mqtt-packet";
import { createAuthority, issueServerCertificate } from "../../host-sim/emulators/connector/index.js";
import type { SimulatedDeviceOptions } from "../../host-sim/simulated-device.js";

const connectorId = "bridge";
const domain = "m2.localhost";

/** A message of the device, as the broker passed it on to a subscriber. */
export interface Passed {
  readonly topic: string;
  readonly payload: string;
}

export interface BridgeOptions {
  /** Port of the broker on loopback, without TLS. */
  readonly brokerPort: number;
  /** Changes what the device sends on its way to the broker. */
  readonly tamper?: (bytes: Buffer) => Buffer;
  readonly onMessage: (message: Passed) => void;
  /** A connection of the device's is over. `byBroker`: the device had not said DISCONNECT, and the broker closed first. */
  readonly onEnd: (how: { readonly byBroker: boolean }) => void;
}

/**
 * Lets a device that believes to talk to its Connector talk to any broker. TLS ends here; the device's MQTT goes to the broker byte by
 * byte as it is, so that the broker judges the device's own packets. What only a Connector does is done here: the device's messages come back
 * through the broker by a subscription, and the activation's answer and the cloud's writes are put into its stream, which it gets without
 * having subscribed to anything (CN-PROV-1, CN-SES-8). The topics begin with `$`, which brokers keep out of `#`: they are subscribed by name.
 */
export class BrokerBridge {
  readonly #options: BridgeOptions;
  readonly #server: Server;
  readonly #subscriber: MqttClient;
  readonly #sockets = new Set<Socket>();
  #device: TLSSocket | undefined;
  /** What the device has to know. */
  readonly cloud: SimulatedDeviceOptions["cloud"];
  /** Names of the packets that the device has sent, with the QoS of PUBLISH. */
  readonly sent = new Set<string>();

  static async start(options: BridgeOptions): Promise<BrokerBridge> {
    const ca = await createAuthority();
    const { cert, key } = await issueServerCertificate({ ca, names: [`${connectorId}.${domain}`] });
    const server = createServer({ cert, key, minVersion: "TLSv1.2" });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const subscriber = await connectAsync(`mqtt://127.0.0.1:${options.brokerPort}`, { protocolVersion: 4 });
    const bridge = new BrokerBridge(options, server, subscriber, ca.cert);
    await subscriber.subscribeAsync(["$provision/#", "$resource/#", "$resource.batch", "$content"]);
    return bridge;
  }

  private constructor(options: BridgeOptions, server: Server, subscriber: MqttClient, ca: string) {
    this.#options = options;
    this.#server = server;
    this.#subscriber = subscriber;
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    this.cloud = { connectorId, domain, port, ca };
    server.on("secureConnection", (socket) => this.#join(socket));
    subscriber.on("message", (topic, payload) => options.onMessage({ topic, payload: payload.toString() }));
  }

  /** Says something as the Connector does, at QoS 0. */
  tell(topic: string, payload: string): void {
    this.#device?.write(generate({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false }));
  }

  /** Breaks the device's connection, as a bad network does. */
  cut(): void {
    this.#device?.destroy();
  }

  async close(): Promise<void> {
    await this.#subscriber.endAsync(true);
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }

  #join(device: TLSSocket): void {
    const { brokerPort, tamper = (bytes) => bytes, onEnd } = this.#options;
    this.#device = device;
    const broker = connect(brokerPort, "127.0.0.1");
    let isBroken = false;
    let saidGoodbye = false;
    const reader = parser({ protocolVersion: 4 });
    reader.on("packet", (packet) => {
      this.sent.add(nameOf(packet));
      saidGoodbye ||= packet.cmd === "disconnect";
    });
    device.on("data", (bytes) => {
      reader.parse(bytes);
      broker.write(tamper(bytes));
    });
    // Packet by packet: what the Connector says must not get into the middle of one.
    const answers = parser({ protocolVersion: 4 });
    answers.on("packet", (packet) => device.write(generate(packet)));
    broker.on("data", (bytes) => answers.parse(bytes));
    broker.on("close", () => {
      onEnd({ byBroker: !saidGoodbye && !isBroken });
      device.destroy();
    });
    device.on("close", () => {
      isBroken = true;
      broker.end();
    });
    for (const socket of [device, broker]) {
      this.#sockets.add(socket);
      // A reset is an end like any other.
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
    }
  }
}

function nameOf(packet: Packet): string {
  return packet.cmd === "publish" ? `publish QoS ${packet.qos}` : packet.cmd;
}
