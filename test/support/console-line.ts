import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { ConsoleClient } from "../../tools/device-link/console-client.js";
import { printed } from "./secret-watch.js";

/** How long a test waits for something on the line, milliseconds. */
const patience = 15_000;

/** A test at the far end of a simulated device's serial line. */
export class ConsoleLine {
  /** Everything that came from the device. */
  heard = "";
  #socket: Socket;
  /** As `heard`, from the beginning. */
  #all = "";
  #listener: () => void = () => {};
  onBytes: (bytes: Uint8Array) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("close", () => printed("the serial line", this.#all));
    socket.on("data", (bytes: Buffer) => {
      this.#all += bytes.toString();
      this.heard += bytes.toString("latin1");
      this.onBytes(bytes);
      this.#listener();
    });
    socket.on("error", () => {});
  }

  static async open(serial: { readonly port: number }): Promise<ConsoleLine> {
    const socket = connect(serial.port, "127.0.0.1");
    await once(socket, "connect");
    return new ConsoleLine(socket);
  }

  send(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  /** Waits until the device has said this since the last call; returns what it has said. */
  async until(what: string | RegExp): Promise<string> {
    const signal = AbortSignal.timeout(patience);
    for (;;) {
      const at = typeof what === "string" ? this.heard.indexOf(what) : this.heard.search(what);
      if (at >= 0) {
        const said = this.heard;
        this.heard = "";
        return said;
      }
      if (signal.aborted)
        throw new Error(`nothing like ${String(what)} in ${patience} ms; heard: ${this.heard}`);
      await new Promise<void>((resolve) => {
        this.#listener = resolve;
        signal.onabort = () => resolve();
      });
    }
  }

  /** The desk's client on this line. */
  client(): ConsoleClient {
    const pipe = {
      onBytes: (_: Uint8Array) => {},
      onClosed: (_: string) => {},
      send: async (bytes: Uint8Array) => this.send(bytes),
      close: async () => this.close(),
    };
    this.onBytes = (bytes) => pipe.onBytes(bytes);
    return new ConsoleClient({ pipe });
  }

  async close(): Promise<void> {
    this.#socket.destroy();
  }
}
