import { connectTLS, pathError, tlsFailure } from "../../../host-sim/engine/services/tls-client.js";
import { greeting, type ServerCase } from "./server-case.js";

/** What a client made of a server. */
export interface Verdict {
  readonly accepted: boolean;
  /** Why not, where the client knows it. */
  readonly reason?: string;
}

/** Milliseconds; a server on the same computer that has not answered by then will not. */
const patience = 4000;

/** Lets OpenSSL judge a server that listens there, with the simulator's settings: says `hi` and waits for its `hello`. */
export function judgeByOpenSSL({ roots, host, client }: ServerCase, port: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const socket = connectTLS({
      address: "127.0.0.1",
      port,
      serverName: host,
      applicationProtocols: [],
      authorities: roots,
      certificates: client?.certificates ?? [],
      key: client?.key,
    });
    let heard = "";
    const end = (verdict: Verdict): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(verdict);
    };
    const timer = setTimeout(() => end({ accepted: false, reason: "nothing came" }), patience);
    socket.on("secureConnect", () => {
      const reason = pathError(socket);
      if (reason === undefined) socket.write("hi");
      else end({ accepted: false, reason });
    });
    socket.on("data", (bytes) => {
      heard = (heard + bytes.subarray(-8).toString("latin1")).slice(-greeting.length);
      if (heard === greeting) end({ accepted: true });
    });
    socket.on("error", (error) => {
      const reason = tlsFailure(error);
      end(reason === undefined ? { accepted: false } : { accepted: false, reason });
    });
    socket.on("close", () => end({ accepted: false }));
  });
}
