import { connect, type Socket } from "node:net";
import { SerialError, type SerialLine } from "./serial-line.js";

/** Longest wait for a connection, milliseconds. */
const patience = 10_000;

/** Opens a line over TCP: raw bytes both ways, as simulated devices and serial device servers offer it. @throws SerialError */
export async function openSocket(host: string, port: number, name: string): Promise<SerialLine> {
  const socket = connect({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => fail(`no answer within ${patience / 1000} s`), patience);
    const fail = (why: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(
        new SerialError("refused", `${name}: no connection (${why}); is what should listen there running?`),
      );
    };
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      resolve();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  });
  return new SocketLine(socket, name);
}

class SocketLine implements SerialLine {
  readonly name: string;
  readonly usb = undefined;
  readonly hasSignals = false;
  onReceive: (bytes: Uint8Array) => void = () => {};
  onClose: (lost: SerialError | undefined) => void = () => {};
  readonly #socket: Socket;
  #closing = false;

  constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.name = name;
    socket.on("data", (bytes) => {
      if (!this.#closing) this.onReceive(bytes);
    });
    // "close" follows and is what counts.
    socket.on("error", () => {});
    socket.on("end", () => socket.destroy());
    socket.on("close", () => this.onClose(this.#closing ? undefined : this.#lost()));
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#socket.destroyed) throw this.#lost();
    await new Promise<void>((resolve, reject) => {
      const room = this.#socket.write(bytes, (error) => (error ? reject(this.#lost()) : resolve()));
      if (room) resolve(); // where it fails after all, "close" follows
    });
  }

  async setSignals(): Promise<void> {}

  async setBaudRate(): Promise<void> {}

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#socket.destroyed) return;
    // What was written still goes out.
    this.#socket.destroySoon();
    await new Promise((resolve) => this.#socket.once("close", resolve));
  }

  #lost(): SerialError {
    return new SerialError("lost", `${this.name} is gone: the other side closed the connection`);
  }
}
