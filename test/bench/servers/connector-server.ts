import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { activate } from "../activate.js";
import type { Cloud } from "../cloud.js";
import type { BenchServer, Endpoint, Login } from "./bench-server.js";
import { forkOn, serverCore } from "./cores.js";
import { answer, end, settle } from "./node-server.js";

/** How many devices activate themselves at a time. */
const abreast = 8;

/** The emulator, as `startConnector` gives it to everybody. @throws Error where it does not start */
export async function startConnectorServer(stateDir: string): Promise<BenchServer> {
  const file = fileURLToPath(new URL("../connector-child.ts", import.meta.url));
  const child = forkOn(serverCore, file, [stateDir]);
  const [{ host, port, ca }] = (await answer(child)) as [Cloud];
  const endpoint: Endpoint = { host, port, ca, topic: "$resource/bench-text" };
  // A folder that was used before knows other devices.
  const fleet = randomBytes(4).toString("hex");
  let known = 0;
  return {
    name: "Connector",
    pid: child.pid ?? 0,
    endpoint,
    async admit(count) {
      const waiting = Array.from({ length: count }, (_, number) => `bench-${fleet}-${known + number}`);
      known += count;
      const logins: Login[] = [];
      const work = async (): Promise<void> => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          logins.push({ username: id, password: await activate(endpoint, id) });
        }
      };
      await Promise.all(Array.from({ length: abreast }, work));
      return logins;
    },
    settle: () => settle(child),
    close: () => end(child),
  };
}
