import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type Message, toDevice } from "../door.js";

interface Options {
  readonly send: (op: number, id: number, number: number, body: Uint8Array) => void;
  readonly onListening: (name: string, address: AddressInfo) => void;
}

/** The far end of the device's serial ports: TCP ports on loopback. Several may listen; all of them hear and may talk. */
export class SerialPorts {
  #options: Options;
  #ports = new Map<number, { server: Server; clients: Set<Socket> }>();

  constructor(options: Options) {
    this.#options = options;
  }

  open({ id, body }: Message): void {
    const { name } = JSON.parse(Buffer.from(body).toString()) as { name: string };
    const clients = new Set<Socket>();
    const server = createServer((client) => {
      clients.add(client);
      client.on("data", (bytes: Buffer) => this.#options.send(toDevice.serialData, id, 0, bytes));
      // Whoever listens may leave at any time; the device does not notice.
      client.on("error", () => {});
      client.on("close", () => clients.delete(client));
    });
    server.listen(0, "127.0.0.1", () => this.#options.onListening(name, server.address() as AddressInfo));
    this.#ports.set(id, { server, clients });
  }

  write({ id, body }: Message): void {
    for (const client of this.#ports.get(id)?.clients ?? []) client.write(body);
  }

  close({ id }: Message): void {
    const port = this.#ports.get(id);
    this.#ports.delete(id);
    port?.server.close();
    for (const client of port?.clients ?? []) client.destroy();
  }

  cut(): void {
    const nothing = new Uint8Array(0);
    for (const id of [...this.#ports.keys()]) this.close({ op: 0, id, number: 0, body: nothing });
  }
}
