import { mosquittoIsThere, startMosquitto } from "../../support/mosquitto-program.js";
import type { BenchServer } from "./bench-server.js";
import { serverCore, spawnOn } from "./cores.js";
import { anyLogins, type ServerCertificate } from "./node-server.js";

/** What to install; undefined where mosquitto is there. */
export const mosquittoIsMissing = mosquittoIsThere
  ? undefined
  : "mosquitto is not installed: apt-get install mosquitto";

/** @throws Error where it is not installed or does not listen */
export async function startMosquittoServer(certificate: ServerCertificate): Promise<BenchServer> {
  const { cert, key, ca, host, topic } = certificate;
  const { port, pid, close } = await startMosquitto({
    tls: { cert, key },
    launch: (command, words) => spawnOn(serverCore, command, words),
  });
  return {
    name: "mosquitto",
    pid,
    endpoint: { host, port, ca, topic },
    admit: anyLogins,
    settle: async () => {},
    close,
  };
}
