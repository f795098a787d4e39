import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { generate, type Packet, type PacketCmd, parser } from "mqtt-packet";

const patience = 10_000;

type PacketOf<Command extends PacketCmd> = Extract<Packet, { cmd: Command }>;

/** The other end of the client under test: says what it is told to, packet by packet or byte by byte. */
export class MqttPeer {
  #server: Server;
  #socket: Socket | undefined;
  #received = Buffer.alloc(0);
  #packets: Packet[] = [];
  #isOver = false;
  #wake = () => {};

  static async listen(t: TestContext): Promise<MqttPeer> {
    const peer = new MqttPeer();
    await once(peer.#server.listen(0, "127.0.0.1"), "listening");
    t.after(() => {
      peer.#socket?.destroy();
      peer.#server.close();
    });
    return peer;
  }

  private constructor() {
    const decoder = parser({ protocolVersion: 4 });
    decoder.on("packet", (packet) => this.#packets.push(packet));
    // What the client sends against the standard is examined byte by byte.
    decoder.on("error", () => {});
    this.#server = createServer((socket) => {
      this.#socket = socket;
      socket.on("data", (bytes) => {
        this.#received = Buffer.concat([this.#received, bytes]);
        decoder.parse(bytes);
        this.#wake();
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#isOver = true;
        this.#wake();
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Waits until what has been received so far ends with these bytes. */
  async ending(tail: readonly number[]): Promise<void> {
    await this.#until(
      () => {
        const end = [...this.#received.subarray(Math.max(0, this.#received.byteLength - tail.length))];
        return end.length === tail.length && end.every((byte, at) => byte === tail[at]);
      },
      `the bytes ${tail.join(" ")} at the end`,
    );
  }

  /** Everything that the client has sent, once it is `length` bytes or more. */
  async bytes(length: number): Promise<number[]> {
    await this.#until(() => this.#received.byteLength >= length, `${length} bytes`);
    return [...this.#received];
  }

  /** The next packet, which must be of this type. */
  async packet<Command extends PacketCmd>(command: Command): Promise<PacketOf<Command>> {
    await this.#until(() => this.#packets.length > 0, command);
    const packet = this.#packets.shift();
    if (packet?.cmd !== command) throw new Error(`expected ${command}, got ${JSON.stringify(packet)}`);
    return packet as PacketOf<Command>;
  }

  /** Lets the client in. */
  async accept(): Promise<PacketOf<"connect">> {
    const packet = await this.packet("connect");
    this.send({ cmd: "connack", returnCode: 0, sessionPresent: false });
    return packet;
  }

  send(...packets: readonly Packet[]): void {
    this.#socket?.write(Buffer.concat(packets.map((packet) => generate(packet))));
  }

  publish(topic: string, payload: string | Buffer, messageId?: number, qos: 1 | 2 = 1): void {
    const quality = messageId === undefined ? { qos: 0 as const } : { qos, messageId };
    this.send({ cmd: "publish", topic, payload, dup: false, retain: false, ...quality });
  }

  sendBytes(...bytes: readonly number[]): void {
    this.#socket?.write(Buffer.from(bytes));
  }

  end(): void {
    this.#socket?.end();
  }

  /** The client has ended the connection. */
  async over(): Promise<void> {
    await this.#until(() => this.#isOver, "the end");
  }

  /** Packets that came and nobody asked for. */
  left(): readonly Packet[] {
    return this.#packets;
  }

  async #until(isDone: () => boolean, what: string): Promise<void> {
    const signal = AbortSignal.timeout(patience);
    while (!isDone()) {
      if (signal.aborted) throw new Error(`waiting for ${what}: nothing in ${patience} ms`);
      if (this.#isOver) throw new Error(`waiting for ${what}: the client ended the connection`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.onabort = () => resolve();
      });
    }
  }
}
