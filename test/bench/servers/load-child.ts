import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { generate } from "mqtt-packet";
import type { LoadOrder, LoadResult } from "./load.js";

/**
 * The fleet of clients, the same for every server: packets encoded beforehand, no client library, answers counted by their bytes. Each
 * connection sends its next PUBLISH when the PUBACK of the last one has come (window 1).
 */
const pubackBytes = 4;
const connackBytes = 4;
const payloadBytes = 128;
/** How many connect at a time. */
const abreast = 8;

class Client {
  readonly #socket: TLSSocket;
  readonly #packet: Buffer;
  readonly #latencies: number[];
  #sentAt = 0;
  #missing = 0;
  /** Whether it goes on after the next PUBACK. */
  isRunning = false;
  acknowledged = 0;

  static async open({ endpoint, logins }: LoadOrder, number: number, latencies: number[]): Promise<Client> {
    const { host, port, ca, topic } = endpoint;
    const socket = connect({ host: "127.0.0.1", port, ca, servername: host });
    await once(socket, "secureConnect");
    socket.setNoDelay(true);
    const { username = "", password = "" } = logins[number] ?? {};
    const login = {
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      keepalive: 0,
    } as const;
    // CN-AUTH-1: the Connector wants the identity here, the others any that is nobody else's.
    socket.write(generate({ ...login, clientId: username, username, password: Buffer.from(password) }));
    const [connack] = (await once(socket, "data")) as [Buffer];
    if (connack.length !== connackBytes || connack[3] !== 0) throw new Error("a client was not let in");
    const packet = generate({
      cmd: "publish",
      topic,
      payload: "x".repeat(payloadBytes),
      qos: 1,
      dup: false,
      retain: false,
      messageId: 1,
    });
    return new Client(socket, packet, latencies);
  }

  private constructor(socket: TLSSocket, packet: Buffer, latencies: number[]) {
    this.#socket = socket;
    this.#packet = packet;
    this.#latencies = latencies;
    socket.on("data", (bytes) => this.#received(bytes));
    socket.on("close", () => process.exit(1));
  }

  send(): void {
    this.#missing = pubackBytes;
    this.#sentAt = performance.now();
    this.#socket.write(this.#packet);
  }

  #received(bytes: Buffer): void {
    this.#missing -= bytes.length;
    if (this.#missing > 0) return;
    this.acknowledged++;
    this.#latencies.push(performance.now() - this.#sentAt);
    if (this.isRunning) this.send();
  }
}

const latencies: number[] = [];
let clients: Client[] = [];

async function prepare(order: LoadOrder): Promise<void> {
  clients = [];
  const waiting = [...order.logins.keys()];
  const work = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      clients.push(await Client.open(order, number, latencies));
    }
  };
  await Promise.all(Array.from({ length: abreast }, work));
}

/** Everybody sends for that many milliseconds. */
async function run(milliseconds: number): Promise<LoadResult> {
  latencies.length = 0;
  const before = total();
  const began = performance.now();
  for (const client of clients) {
    client.isRunning = true;
    client.send();
  }
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const messages = total() - before;
  const elapsed = performance.now() - began;
  for (const client of clients) client.isRunning = false;
  latencies.sort((one, other) => one - other);
  const late = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
  // What is on its way comes in before the next run.
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { messages, elapsed, late };
}

function total(): number {
  return clients.reduce((sofar, { acknowledged }) => sofar + acknowledged, 0);
}

process.on("message", (order: LoadOrder | number) => {
  const done = typeof order === "number" ? run(order) : prepare(order);
  done.then(
    (result) => process.send?.(result ?? "ready"),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit());
