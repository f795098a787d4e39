import { constants } from "node:crypto";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { Connection } from "./core/connection.js";
import { REFUSALS, type Refusal } from "./core/reasons.js";
import type { HostedConnector } from "./hosted-connector.js";
import { listen } from "./listen.js";
import { SocketTransport } from "./socket-transport.js";
import { clientCertificateOf } from "./tls/client-certificate.js";
import { ServerNames } from "./tls/server-names.js";
import { Turn } from "./turn.js";

export interface TlsServerOptions {
  /** Told apart by the host names that clients name in their handshakes. */
  readonly connectors: readonly HostedConnector[];
  /** Milliseconds since 1970, never going back. */
  readonly now: () => number;
}

/** A TLS handshake that takes longer, in milliseconds, is given up. */
const HANDSHAKE_TIMEOUT = 10_000;

/** Binds the protocol core to TLS sockets and to the clock. */
export class TlsServer {
  readonly #options: TlsServerOptions;
  readonly #names: ServerNames<HostedConnector>;
  readonly #server: Server;
  readonly #live = new Set<Connection>();
  readonly #turn = new Turn();
  /** Every TCP connection, also those whose handshake is not done: closing must not wait for them. */
  readonly #sockets = new Set<Socket>();
  #connections = 0;

  constructor(options: TlsServerOptions) {
    this.#options = options;
    this.#names = new ServerNames(options.connectors);
    // No certificate here: a client that sends no server name meets no certificate and is refused (CN-TLS-3).
    this.#server = createServer(
      {
        minVersion: "TLSv1.2", // CN-TLS-4
        handshakeTimeout: HANDSHAKE_TIMEOUT,
        SNICallback: this.#names.callback,
        ...(asksForCertificates(options.connectors) ? WITH_CLIENT_CERTIFICATES : {}),
      },
      (socket) => this.#accept(socket),
    );
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("tlsClientError", (error, socket) => this.#logHandshake(error, socket));
  }

  /** @throws Error naming address, port and the way out if they cannot be had. */
  listen(port: number, bind: string): Promise<AddressInfo> {
    return listen(this.#server, port, bind);
  }

  /** Ends every connection and stops listening. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#live) connection.end("server-closing", this.#options.now());
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: TLSSocket): void {
    const { now } = this.#options;
    const hosted = this.#names.find(nameIn(socket));
    // Unreachable while no name without a Connector has a certificate; a socket of nobody's must not stay open.
    if (hosted === undefined) return void socket.destroy();
    const { connector, limits } = hosted;
    this.#connections += 1;
    const wire = new SocketTransport(socket, now, this.#turn);
    const certificate =
      connector.settings.authentication === "certificate" ? clientCertificateOf(socket) : undefined;
    const connection = new Connection({
      connector,
      connection: this.#connections,
      wire,
      now: now(),
      limits,
      ...(certificate === undefined ? {} : { certificate }),
    });
    this.#live.add(connection);
    wire.bind(connection, () => this.#live.delete(connection));
    if (!hosted.admits(socket.remoteAddress ?? "")) connection.refuse("address-not-listed", now());
  }

  #logHandshake(error: Error & { code?: string }, socket: TLSSocket): void {
    const { connectors, now } = this.#options;
    const serverName = nameIn(socket);
    const named = serverName !== "";
    const hosted = this.#names.find(serverName);
    const reason = handshakeRefusal(error.code, named, hosted !== undefined);
    const text = reason === "tls-handshake" ? `${REFUSALS[reason]}: ${error.message}` : REFUSALS[reason];
    // Who named no Connector of ours may have meant any of them.
    for (const { connector } of hosted === undefined ? connectors : [hosted]) {
      connector.ports.emit(now(), { event: "refused", reason, text, ...(named ? { serverName } : {}) });
    }
  }
}

/** What OpenSSL says in TLS 1.2 and 1.3 when a client that named nobody met no certificate. */
const WITHOUT_CERTIFICATE: ReadonlySet<string | undefined> = new Set([
  "ERR_SSL_NO_SHARED_CIPHER",
  "ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM",
]);

function handshakeRefusal(code: string | undefined, isNamed: boolean, isKnown: boolean): Refusal {
  if (isNamed) return isKnown ? "tls-handshake" : "unknown-server-name";
  return WITHOUT_CERTIFICATE.has(code) ? "no-server-name" : "tls-handshake";
}

/**
 * Every client is asked, since the question is part of the server and not of the name; who has no certificate just
 * says so. Which ones are good is for the Connector to judge, not for the handshake. Sessions are never resumed:
 * a ticket of one Connector would carry the verdict on its certificate to another one.
 */
const WITH_CLIENT_CERTIFICATES = Object.freeze({
  requestCert: true,
  rejectUnauthorized: false,
  secureOptions: constants.SSL_OP_NO_TICKET,
});

function asksForCertificates(connectors: readonly HostedConnector[]): boolean {
  return connectors.some(({ connector }) => connector.settings.authentication === "certificate");
}

/** The server name that the client sent; Node has false or null, which its typings deny, where it sent none. */
function nameIn(socket: TLSSocket): string {
  const name: unknown = (socket as { servername?: unknown }).servername;
  return typeof name === "string" ? name : "";
}
