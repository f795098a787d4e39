import { createServer } from "node:tls";
import { Aedes } from "aedes";
import { settleOrder } from "./bench-server.js";

/**
 * A server to compare with, in a process of its own: `aedes`, or `bare`, Node's TLS server that lets everybody in and acknowledges by rote
 * whatever else comes.
 */
const [kind, cert, key] = process.argv.slice(2);
/** CONNACK without a complaint. */
const accepted = Buffer.of(0x20, 2, 0, 0);
/** PUBACK for packet identifier 1. */
const acknowledged = Buffer.of(0x40, 2, 0, 1);
const broker = kind === "aedes" ? await Aedes.createBroker() : undefined;
const server = createServer({ cert: cert ?? "", key: key ?? "", minVersion: "TLSv1.2" }, (socket) => {
  socket.setNoDelay(true);
  if (broker !== undefined) return void broker.handle(socket);
  socket.once("data", () => {
    socket.write(accepted);
    socket.on("data", () => socket.write(acknowledged));
  });
  socket.on("error", () => {});
});
server.on("tlsClientError", () => {});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
});
process.on("message", (order) => {
  if (order !== settleOrder) return;
  globalThis.gc?.();
  globalThis.gc?.();
  process.send?.(settleOrder);
});
process.once("disconnect", () => process.exit());
