import type { AddressInfo, Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { Connector } from "./core/connector.js";
import { REFUSALS, type Refusal } from "./core/reasons.js";
import { Session, type SessionLimits } from "./core/session.js";
import { SocketTransport } from "./socket-transport.js";
import type { ServerNames } from "./tls/server-names.js";

export interface TlsServerOptions {
  readonly connector: Connector;
  readonly names: ServerNames;
  readonly limits: SessionLimits;
  /** Milliseconds since 1970, never going back. */
  readonly now: () => number;
}

/** A TLS handshake that takes longer, in milliseconds, is given up. */
const HANDSHAKE_TIMEOUT = 10_000;

/** Binds the protocol core to TLS sockets and to the clock. */
export class TlsServer {
  readonly #options: TlsServerOptions;
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  /** Every TCP connection, also those whose handshake is not done: closing must not wait for them. */
  readonly #sockets = new Set<Socket>();
  #connections = 0;

  constructor(options: TlsServerOptions) {
    this.#options = options;
    // No certificate here: a client that sends no server name meets no certificate and is refused (CN-TLS-3).
    this.#server = createServer(
      {
        minVersion: "TLSv1.2", // CN-TLS-4
        handshakeTimeout: HANDSHAKE_TIMEOUT,
        SNICallback: (serverName, callback) => {
          options.names.contextFor(serverName).then(
            (context) => callback(null, context),
            (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
          );
        },
      },
      (socket) => this.#accept(socket),
    );
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("tlsClientError", (error, socket) => this.#logHandshake(error, socket));
  }

  /**
   * Starts to listen. @returns the address in use.
   * @throws Error naming address, port and the way out if they cannot be had.
   */
  listen(port: number, bind: string): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) =>
        reject(new Error(listenFailure(error, port, bind), { cause: error }));
      this.#server.once("error", fail);
      this.#server.listen(port, bind, () => {
        this.#server.off("error", fail);
        const address = this.#server.address();
        if (address === null || typeof address === "string")
          reject(new Error("the server has no IP address"));
        else resolve(address);
      });
    });
  }

  /** Ends every connection and stops listening. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const session of this.#sessions) session.end("server-closing", this.#options.now());
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: TLSSocket): void {
    const { connector, limits, now } = this.#options;
    this.#connections += 1;
    const transport = new SocketTransport(socket, now);
    const session = new Session({ connector, connection: this.#connections, transport, now: now(), limits });
    this.#sessions.add(session);
    transport.bind(session, () => this.#sessions.delete(session));
  }

  #logHandshake(error: Error & { code?: string }, socket: TLSSocket): void {
    const { connector, names, now } = this.#options;
    // After a failed handshake `servername` is the name the client sent, false or null if it sent none.
    const serverName: unknown = (socket as { servername?: unknown }).servername;
    const named = typeof serverName === "string" && serverName !== "";
    const reason: Refusal = named
      ? names.isKnown(serverName)
        ? "tls-handshake"
        : "unknown-server-name"
      : error.code === "ERR_SSL_NO_SHARED_CIPHER" || error.code === "ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM"
        ? "no-server-name"
        : "tls-handshake";
    const text = reason === "tls-handshake" ? `${REFUSALS[reason]}: ${error.message}` : REFUSALS[reason];
    connector.ports.emit(now(), { event: "refused", reason, text, ...(named ? { serverName } : {}) });
  }
}

function listenFailure(error: NodeJS.ErrnoException, port: number, bind: string): string {
  if (error.code === "EADDRINUSE") {
    return `port ${port} on ${bind} is in use; stop the program that holds it, or choose another port (0 takes any free one)`;
  }
  if (error.code === "EACCES") return `port ${port} on ${bind} needs privileges; choose one above 1023`;
  return `cannot listen on ${bind}, port ${port}: ${error.message}`;
}
