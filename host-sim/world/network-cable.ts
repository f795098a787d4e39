import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export interface CableOptions {
  /** The other end: where connections are taken to, on this computer. */
  readonly port: number;
  readonly address: string;
}

/**
 * The network cable between a simulated device and its cloud, as a relay on loopback. Pulled out, no byte moves and nobody is told:
 * what is connected stays so until a side gives up, new connections hang. Put back in time, they go on, as TCP does.
 */
export class NetworkCable {
  readonly #options: CableOptions;
  readonly #server: Server;
  readonly #wires = new Set<Wire>();
  #isPlugged = true;
  #closing: Promise<void> | undefined;

  private constructor(options: CableOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => this.#lay(near));
  }

  static async lay(options: CableOptions): Promise<NetworkCable> {
    const cable = new NetworkCable(options);
    cable.#server.listen(0, "127.0.0.1");
    await once(cable.#server, "listening");
    return cable;
  }

  /** The device connects here, on 127.0.0.1. */
  get port(): number {
    const address = this.#server.address();
    return address === null || typeof address === "string" ? 0 : address.port;
  }

  get isPlugged(): boolean {
    return this.#isPlugged;
  }

  set isPlugged(plugged: boolean) {
    this.#isPlugged = plugged;
    for (const wire of this.#wires) wire.carry(plugged);
  }

  /** Takes the cable away with all that runs through it. */
  close(): Promise<void> {
    this.#closing ??= this.#remove();
    return this.#closing;
  }

  async #remove(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const wire of this.#wires) wire.cut();
    await closed;
  }

  #lay(near: Socket): void {
    const { port, address } = this.#options;
    const wire = new Wire(near, () => connect({ port, host: address, allowHalfOpen: true, noDelay: true }));
    near.setNoDelay(true);
    this.#wires.add(wire);
    wire.onGone = () => this.#wires.delete(wire);
    wire.carry(this.#isPlugged);
  }
}

/** One connection through the cable. */
class Wire {
  onGone: () => void = () => {};
  readonly #near: Socket;
  readonly #dial: () => Socket;
  #far: Socket | undefined;
  #carries = false;
  /** A side was reset; the other learns it when the cable is in. */
  #broken = false;

  constructor(near: Socket, dial: () => Socket) {
    this.#near = near;
    this.#dial = dial;
    this.#watch(near);
  }

  carry(carries: boolean): void {
    this.#carries = carries;
    if (!carries) return this.#hold();
    if (this.#broken) return this.cut();
    if (this.#far === undefined) {
      // Dialled only now: a connection that begins without a cable reaches nobody.
      this.#far = this.#dial();
      this.#watch(this.#far);
    }
    this.#near.pipe(this.#far);
    this.#far.pipe(this.#near);
  }

  cut(): void {
    this.#near.destroy();
    this.#far?.destroy();
  }

  #hold(): void {
    for (const end of [this.#near, this.#far]) end?.unpipe();
  }

  #watch(end: Socket): void {
    // What a reset means follows in "close".
    end.on("error", () => {});
    end.on("close", (wasReset) => {
      this.#broken ||= wasReset;
      // A side that ended in order has sent the other its end through the pipe; what is still on the way may arrive.
      if (wasReset && this.#carries) this.cut();
      if (this.#near.closed && this.#far?.closed !== false) this.onGone();
    });
  }
}
