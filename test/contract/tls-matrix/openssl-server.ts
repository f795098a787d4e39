import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { derOf, keyOf, type Signed } from "./certificates.js";
import { greeting, type RunningServer } from "./server-case.js";

/** Runs a server of OpenSSL, lenient where the case says nothing: the client is the one that is tested. */
export async function serveByOpenSSL(
  options: TlsOptions,
  behave: (socket: TLSSocket) => void = greet,
): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ maxVersion: "TLSv1.2", ciphers: "ALL:@SECLEVEL=0", ...options }, (socket) => {
    socket.on("error", () => {});
    behave(socket);
  });
  // A client that refuses the server ends the handshake; that is what many cases want.
  server.on("tlsClientError", () => {});
  server.on("connection", (socket: Socket) => {
    socket.setNoDelay();
    sockets.add(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

export function greet(socket: TLSSocket): void {
  socket.once("data", () => socket.write(greeting));
}

/** Certificate, chain and key as the server takes them. */
export function identity(server: Signed, ...others: readonly Signed[]): Pick<TlsOptions, "cert" | "key"> {
  return {
    cert: [server, ...others].map((one) => pem(derOf(one))).join(""),
    key: keyOf(server).export({ type: "pkcs8", format: "pem" }),
  };
}

export function pem(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
