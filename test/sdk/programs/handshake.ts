import Resource from "Resource";
import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import board from "platform/board";
import Timer from "timer";
import { rootFiles } from "../../../firmware/certificate/root-files.js";
import { guardTCP } from "../../../firmware/cloud/guarded-tcp.js";
import type { TCPConstructor, TCPSocket, TLSConstructor } from "../../../firmware/ports/tcp.js";
import { host } from "../../../host-sim/engine/inside/host.js";
import { lookAtHeap } from "./heap-look.js";

/**
 * One TLS connection and nothing else. With `connect` as 0 it stays without, which shows what a program needs anyway; with `look` as 1 it tells its
 * heap, which takes a little of it.
 */
export default function main(): void {
  const { port, serverName } = host.config;
  const doesLook = host.config.look === 1;
  board.seedTLS?.();
  let isShaken = false;
  const certificate = rootFiles(Resource);
  Timer.set(() => {
    if (doesLook) lookAtHeap("before");
    if (host.config.connect === 0) return host.emit({ event: "shaken" });
    const socket: TCPSocket = new (TLSSocket as unknown as TLSConstructor)({
      TCP: { io: guardTCP(TCP as unknown as TCPConstructor) },
      address: "127.0.0.1",
      port: Number(port),
      host: String(serverName),
      secure: { certificate, serverName: String(serverName) },
      onWritable: () => {
        if (isShaken) return;
        isShaken = true;
        Timer.set(() => {
          if (doesLook) lookAtHeap("connected");
          host.emit({ event: "shaken" });
          socket.close();
        });
      },
      onReadable: () => {},
      onFailure: (error) => host.emit({ event: "failed", reason: String(error) }),
      onError: () => host.emit({ event: "failed", reason: "no connection" }),
    });
  });
}
