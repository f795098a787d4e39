import { spread } from "../figure.js";
import type { BenchServer } from "./bench-server.js";
import type { Comparison } from "./comparison.js";
import { login } from "./hostility.js";

/** Seconds. */
const keepAlive = 4;
const clients = 5;
/** Milliseconds until a server has certainly forgotten to look. */
const patience = 20_000;

/** When clients are closed that log in and then are silent: [MQTT-3.1.2-24] says after one and a half times their keep-alive. */
export async function measureDeadClients(servers: readonly BenchServer[]): Promise<readonly Comparison[]> {
  const values = await Promise.all(
    servers.map(async (server) => {
      const logins = await server.admit(clients);
      const times = await Promise.all(
        logins.map(async (each) => {
          const probe = await login(server, each, keepAlive);
          const began = performance.now();
          await probe.expectClosed(patience);
          await probe.close();
          return (performance.now() - began) / (1000 * keepAlive);
        }),
      );
      return [server.name, spread(times)] as const;
    }),
  );
  return [{ name: "dead client closed", unit: "× keep-alive", values: Object.fromEntries(values) }];
}
