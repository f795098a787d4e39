import { connect, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { type Message, socketWindow, tlsFile, toDevice } from "../door.js";
import { connectTLS, pathError, tlsFailure, trustedUntil } from "./tls-client.js";

type Send = (op: number, id: number, number?: number, body?: Uint8Array) => void;

interface OpenRequest {
  readonly address: string;
  readonly port: number;
  readonly tls?: { readonly serverName: string; readonly applicationProtocols: readonly string[] };
}

interface Files {
  authorities: Uint8Array[];
  certificates: Uint8Array[];
  key: Uint8Array | undefined;
}

interface Connection {
  readonly id: number;
  readonly socket: Socket;
  /** Bytes that the device has got and not yet read. */
  held: number;
  /** Bytes that the network took since the device was last told. */
  acknowledged: number;
  over: boolean;
}

/** How long a closed socket may take to send what it still holds, milliseconds. */
const lingering = 2000;

/** The network under the device's TCP sockets. */
export class Sockets {
  #send: Send;
  #connections = new Map<number, Connection>();
  #files = new Map<number, Files>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** A certificate or key for the socket that is opened next under this id. */
  file({ id, number, body }: Message): void {
    const files = this.#files.get(id) ?? { authorities: [], certificates: [], key: undefined };
    this.#files.set(id, files);
    if (number === tlsFile.authority) files.authorities.push(body);
    else if (number === tlsFile.key) files.key = body;
    else files.certificates.push(body);
  }

  open({ id, body }: Message): void {
    const request = JSON.parse(Buffer.from(body).toString()) as OpenRequest;
    const files = this.#files.get(id);
    this.#files.delete(id);
    try {
      this.#watch(id, connectTo(request, files));
    } catch (error) {
      // A certificate or key of the device that OpenSSL cannot read.
      this.#send(
        toDevice.tlsFailed,
        id,
        0,
        Buffer.from(error instanceof Error ? error.message : String(error)),
      );
    }
  }

  write({ id, body }: Message): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    const { socket } = connection;
    if (socket.writableCorked === 0) {
      // Many small writes of one turn leave together.
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(body, (error) => {
      if (!error) this.#acknowledge(connection, body.byteLength);
    });
  }

  taken({ id, number }: Message): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.held -= number;
    this.#receive(connection);
  }

  close({ id }: Message): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    this.#connections.delete(id);
    connection.over = true;
    const { socket } = connection;
    socket.end();
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), lingering);
    socket.once("close", () => clearTimeout(timer));
  }

  /** The device is off: the peers learn it as they would from a board that does not remember them. */
  cut(): void {
    for (const connection of this.#connections.values()) {
      connection.over = true;
      if (connection.socket instanceof TLSSocket) connection.socket.destroy();
      else connection.socket.resetAndDestroy();
    }
    this.#connections.clear();
  }

  #watch(id: number, socket: Socket): void {
    const connection: Connection = { id, socket, held: 0, acknowledged: 0, over: false };
    this.#connections.set(id, connection);
    socket.on(socket instanceof TLSSocket ? "secureConnect" : "connect", () => {
      if (connection.over) return;
      const problem = socket instanceof TLSSocket ? pathError(socket) : undefined;
      if (problem !== undefined) return this.#end(connection, toDevice.tlsFailed, problem);
      if (socket instanceof TLSSocket) this.#send(toDevice.tlsTrusted, id, trustedUntil(socket) / 1000);
      this.#send(toDevice.socketWritable, id, socketWindow);
    });
    socket.on("readable", () => this.#receive(connection));
    socket.on("end", () => this.#end(connection, toDevice.socketEnded, "closed by the peer"));
    socket.on("close", () => this.#end(connection, toDevice.socketEnded, "closed"));
    socket.on("error", (error) => {
      const reason = socket instanceof TLSSocket ? tlsFailure(error) : undefined;
      if (reason === undefined) this.#end(connection, toDevice.socketEnded, error.message);
      else this.#end(connection, toDevice.tlsFailed, reason);
    });
  }

  /** Hands on as much as the device's window takes; the rest stays with the network. */
  #receive(connection: Connection): void {
    const { id, socket } = connection;
    while (!connection.over) {
      const count = Math.min(socket.readableLength, socketWindow - connection.held);
      // Reading nothing lets the stream notice its end.
      const bytes = socket.read(count) as Buffer | null;
      if (bytes === null || count === 0) return;
      connection.held += bytes.byteLength;
      this.#send(toDevice.socketData, id, 0, bytes);
    }
  }

  #acknowledge(connection: Connection, count: number): void {
    const wasTold = connection.acknowledged === 0;
    connection.acknowledged += count;
    if (!wasTold) return;
    setImmediate(() => {
      if (!connection.over) this.#send(toDevice.socketWritable, connection.id, connection.acknowledged);
      connection.acknowledged = 0;
    });
  }

  #end(connection: Connection, op: number, reason: string): void {
    if (connection.over) return;
    connection.over = true;
    this.#connections.delete(connection.id);
    this.#send(op, connection.id, 0, Buffer.from(reason));
    connection.socket.destroy();
  }
}

function connectTo(request: OpenRequest, files: Files | undefined): Socket {
  const { address, port, tls } = request;
  if (tls === undefined || files === undefined) return connect({ host: address, port, noDelay: true });
  return connectTLS({ address, port, ...tls, ...files });
}
