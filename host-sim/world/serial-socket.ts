import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { SerialJack, SerialPlug } from "../engine/services/serial-ports.js";

/** Bytes kept for a client that does not read; one that falls further behind is let go. */
const mostBehind = 1_000_000;

/**
 * The serial line of a simulated device as a TCP port on loopback: raw bytes both ways. It stays while the device restarts, so whoever is connected
 * sees the restart as on a cable. Several may connect; all of them hear and may talk.
 */
export class SerialSocket implements SerialJack {
  #server: Server;
  #clients = new Set<Socket>();
  #receive: ((bytes: Uint8Array) => void) | undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (client) => {
      client.setNoDelay(true);
      this.#clients.add(client);
      client.on("data", (bytes: Buffer) => this.#receive?.(bytes));
      client.on("error", () => {});
      client.on("close", () => this.#clients.delete(client));
    });
  }

  /** `port` 0, or none, takes a free one. Rejects where the port is in use. */
  static async listen({ port = 0 }: { port?: number } = {}): Promise<SerialSocket> {
    const server = createServer();
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return new SerialSocket(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Any port of the device: boards have one console, and so has the simulation. */
  plug(_name: string, onReceive: (bytes: Uint8Array) => void): SerialPlug {
    this.#receive = onReceive;
    return {
      write: (bytes) => {
        for (const client of this.#clients) {
          if (client.writableLength > mostBehind) client.destroy();
          else client.write(bytes);
        }
      },
      unplug: () => {
        if (this.#receive === onReceive) this.#receive = undefined;
      },
    };
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }
}
