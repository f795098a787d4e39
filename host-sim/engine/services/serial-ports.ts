import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type Message, toDevice } from "../door.js";

/**
 * Where a device's serial ports are plugged in. It outlives restarts of the device, as a cable does: what is at its other end stays
 * there. Bytes that come while no device is plugged in are lost.
 */
export interface SerialJack {
  plug(name: string, onReceive: (bytes: Uint8Array) => void): SerialPlug;
}

export interface SerialPlug {
  /** The device has written. */
  write(bytes: Uint8Array): void;
  unplug(): void;
}

interface Options {
  readonly send: (op: number, id: number, number: number, body: Uint8Array) => void;
  readonly jack: SerialJack;
}

/** The device's serial ports. */
export class SerialPorts {
  #options: Options;
  #plugs = new Map<number, SerialPlug>();

  constructor(options: Options) {
    this.#options = options;
  }

  open({ id, body }: Message): void {
    const { name } = JSON.parse(Buffer.from(body).toString()) as { name: string };
    const { jack, send } = this.#options;
    this.#plugs.set(
      id,
      jack.plug(name, (bytes) => send(toDevice.serialData, id, 0, bytes)),
    );
  }

  write({ id, body }: Message): void {
    this.#plugs.get(id)?.write(body);
  }

  close({ id }: Message): void {
    const plug = this.#plugs.get(id);
    this.#plugs.delete(id);
    plug?.unplug();
  }

  cut(): void {
    for (const plug of this.#plugs.values()) plug.unplug();
    this.#plugs.clear();
  }
}

/** A TCP port on loopback for each run and each port, told by `onListening`. Several may connect; all of them hear and may talk. */
export function loopbackJack(onListening: (name: string, address: AddressInfo) => void): SerialJack {
  return {
    plug(name, onReceive) {
      const clients = new Set<Socket>();
      const server: Server = createServer((client) => {
        clients.add(client);
        client.on("data", onReceive);
        // Whoever listens may leave at any time; the device does not notice.
        client.on("error", () => {});
        client.on("close", () => clients.delete(client));
      });
      server.listen(0, "127.0.0.1", () => onListening(name, server.address() as AddressInfo));
      return {
        write(bytes) {
          for (const client of clients) client.write(bytes);
        },
        unplug() {
          server.close();
          for (const client of clients) client.destroy();
        },
      };
    },
  };
}

/** Nothing is plugged in: what the device says is heard by nobody. */
export const openEnd: SerialJack = { plug: () => ({ write: () => {}, unplug: () => {} }) };
