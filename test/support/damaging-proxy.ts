import { connect, createServer, type Server, type Socket } from "node:net";

/** How long bytes are held back to be damaged, milliseconds. */
const holding = 300;

/**
 * A TCP proxy on loopback that can damage what the server sends, as a broken network element does that also mends the
 * checksum: it holds the next bytes back for a moment and passes them on in one piece with one bit changed in the last byte. Of several
 * TLS records the first ones are whole then, and the last one has the right length and the wrong authentication tag.
 */
export class DamagingProxy {
  #server: Server;
  #sockets = new Set<Socket>();
  #damageNext = false;
  /** What is held back; undefined while bytes pass. */
  #held: Buffer[] | undefined;

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

  /** Damages what the server sends from its next byte on, once. */
  damageNext(): void {
    this.#damageNext = true;
  }

  /** Breaks every connection; new ones pass. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(client: Socket, server: Socket): void {
    client.pipe(server);
    server.on("data", (bytes: Buffer) => this.#pass(bytes, client));
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

  #pass(bytes: Buffer, client: Socket): void {
    if (this.#held !== undefined) {
      this.#held.push(bytes);
      return;
    }
    if (!this.#damageNext) {
      client.write(bytes);
      return;
    }
    this.#damageNext = false;
    this.#held = [bytes];
    setTimeout(() => {
      const damaged = Buffer.concat(this.#held ?? []);
      this.#held = undefined;
      damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
      if (!client.destroyed) client.write(damaged);
    }, holding);
  }
}
