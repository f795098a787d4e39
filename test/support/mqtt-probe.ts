import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { generate, type Packet, type PacketCmd, parser } from "mqtt-packet";

/** How long a probe waits for anything before it fails, in milliseconds. */
const PATIENCE = 5_000;

export interface ProbeOptions {
  readonly port: number;
  /** PEM of the authority to trust. */
  readonly ca: string;
  /** Server name to send and to verify; empty sends none. */
  readonly host: string;
  readonly address?: string;
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3";
  /** Client certificate and key, PEM. */
  readonly client?: { readonly cert: string; readonly key: string };
  /** TLS session to resume, as another probe's socket gave it. */
  readonly session?: Buffer;
  /** Address on this side, to come from elsewhere than 127.0.0.1. */
  readonly localAddress?: string;
}

export interface PublishFlags {
  readonly id?: number;
  readonly qos?: 0 | 1 | 2;
  readonly dup?: boolean;
  readonly retain?: boolean;
}

type PacketOf<Command extends PacketCmd> = Extract<Packet, { cmd: Command }>;

/**
 * A client that does exactly what it is told: raw bytes or single MQTT packets over verified TLS, no session logic
 * of its own. Every wait ends in an error that says what came instead.
 */
export class MqttProbe {
  readonly socket: TLSSocket;
  readonly #received: Packet[] = [];
  readonly #ended: Promise<void>;
  #closed = false;
  #wake: () => void = () => {};

  private constructor(socket: TLSSocket) {
    this.socket = socket;
    const decoder = parser({ protocolVersion: 4 });
    decoder.on("packet", (packet) => {
      this.#received.push(packet);
      this.#wake();
    });
    socket.on("data", (bytes) => decoder.parse(bytes));
    // A reset counts as an end like any other; expectClosed is what judges it.
    socket.on("error", () => {});
    this.#ended = new Promise((resolve) => {
      socket.on("close", () => {
        this.#closed = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** Connects and completes the TLS handshake. @throws the handshake's error. */
  static async open(options: ProbeOptions): Promise<MqttProbe> {
    const { host: servername, address = "127.0.0.1", maxVersion = "TLSv1.3", client } = options;
    const { port, ca, localAddress, session } = options;
    const socket = connect({
      host: address,
      port,
      ca,
      servername,
      maxVersion,
      ...client,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(session === undefined ? {} : { session }),
    });
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(PATIENCE) });
    return new MqttProbe(socket);
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet));
  }

  /** PUBLISH; with an `id` at QoS 1 unless said otherwise, without one at QoS 0. */
  publish(topic: string, payload: string | Buffer, options: PublishFlags = {}): void {
    const { id, qos = id === undefined ? 0 : 1, dup = false, retain = false } = options;
    this.send({
      cmd: "publish",
      topic,
      payload,
      qos,
      dup,
      retain,
      ...(id === undefined ? {} : { messageId: id }),
    });
  }

  sendBytes(...bytes: readonly (number | Uint8Array)[]): void {
    this.socket.write(
      Buffer.concat(bytes.map((part) => (typeof part === "number" ? Buffer.of(part) : part))),
    );
  }

  /** The next packet, which must be of this type. */
  async expectPacket<Command extends PacketCmd>(
    command: Command,
    patience = PATIENCE,
  ): Promise<PacketOf<Command>> {
    await this.#until(() => this.#received.length > 0, `waiting for ${command}`, patience);
    const packet = this.#received.shift();
    if (!isOf(packet, command)) throw new Error(`expected ${command}, got ${JSON.stringify(packet)}`);
    return packet;
  }

  /** The next packet must be a PUBLISH; its topic and payload as text. */
  async expectPublish(): Promise<{ topic: string; payload: string; qos: number }> {
    const { topic, payload, qos } = await this.expectPacket("publish");
    return { topic, payload: payload.toString(), qos };
  }

  /** Nothing is on the way: what was sent so far is answered by nothing before the answer to a PINGREQ. */
  async expectNothing(): Promise<void> {
    this.send({ cmd: "pingreq" });
    await this.expectPacket("pingresp");
  }

  /** The server ends the connection, without another packet before. */
  async expectClosed(patience = PATIENCE): Promise<void> {
    await this.#until(() => this.#closed || this.#received.length > 0, "waiting for the end", patience);
    const [packet] = this.#received;
    if (packet !== undefined) throw new Error(`expected the end, got ${JSON.stringify(packet)}`);
  }

  /** Ends the connection from this side. */
  async close(): Promise<void> {
    this.socket.destroy();
    await this.#ended;
  }

  /** @throws Error when the condition does not come true in time, or cannot any more. */
  async #until(condition: () => boolean, what: string, patience = PATIENCE): Promise<void> {
    const timer = AbortSignal.timeout(patience);
    while (!condition()) {
      if (this.#closed) throw new Error(`${what}: the server closed the connection`);
      if (timer.aborted) throw new Error(`${what}: nothing came within ${patience} ms`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer.onabort = () => resolve();
      });
    }
  }
}

function isOf<Command extends PacketCmd>(
  packet: Packet | undefined,
  command: Command,
): packet is PacketOf<Command> {
  return packet?.cmd === command;
}
