import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A TCP proxy on loopback that can damage what the server sends: one bit of the next bytes, as a broken network element
 * does that also mends the checksum.
 */
export class DamagingProxy {
  #server: Server;
  #sockets = new Set<Socket>();
  #damageNext = false;

  private constructor(target: number) {
    this.#server = createServer((client) => this.#join(client, connect(target, "127.0.0.1")));
  }

  static async inFrontOf(target: number): Promise<DamagingProxy> {
    const proxy = new DamagingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Damages the next bytes that the server sends, once. */
  damageNext(): void {
    this.#damageNext = true;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #join(client: Socket, server: Socket): void {
    client.pipe(server);
    server.on("data", (bytes) => client.write(this.#passed(bytes)));
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }

  /** The last byte belongs to the record's authentication tag, so the record still has its length. */
  #passed(bytes: Buffer): Buffer {
    if (!this.#damageNext) return bytes;
    this.#damageNext = false;
    const damaged = Buffer.from(bytes);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
    return damaged;
  }
}
