import { join } from "node:path";
import type { BenchServer } from "./bench-server.js";
import type { Comparison } from "./comparison.js";
import { startConnectorServer } from "./connector-server.js";
import { cannotPin } from "./cores.js";
import { measureDeadClients } from "./dead-clients.js";
import { judge, type Verdict } from "./goals.js";
import { measureAnnouncements, measureHostileFrames } from "./hostility.js";
import { type Candidate, measureIdleMemory } from "./idle-memory.js";
import { mosquittoIsMissing, startMosquittoServer } from "./mosquitto-server.js";
import { anyLogins, brokerCertificate, startNodeServer } from "./node-server.js";
import { measureThroughput } from "./throughput.js";

export interface ServersResult {
  readonly rows: readonly Comparison[];
  readonly verdicts: readonly Verdict[];
  /** What is missing in the comparison, and why. */
  readonly remarks: readonly string[];
}

/** The emulator beside mosquitto, aedes and Node's bare TLS server, all on one core, the clients on another. */
export async function measureServers(folder: string): Promise<ServersResult> {
  const obstacle = cannotPin();
  if (obstacle !== undefined)
    return { rows: [], verdicts: [], remarks: [`Servers: not measured, ${obstacle}.`] };
  const certificate = await brokerCertificate();
  const brokers: Candidate[] = [
    ...(mosquittoIsMissing === undefined
      ? [candidate("mosquitto", () => startMosquittoServer(certificate))]
      : []),
    candidate("aedes", () => startNodeServer("aedes", certificate)),
  ];
  const connector: Candidate = {
    name: "Connector",
    start: () => startConnectorServer(join(folder, "servers")),
    async prepare(count) {
      const before = await startConnectorServer(join(folder, "servers"));
      const logins = await before.admit(count);
      await before.close();
      return logins;
    },
  };
  const bare = candidate("bare", () => startNodeServer("bare", certificate));
  const rows = [
    ...(await side([connector, ...brokers, bare], measureThroughput)),
    ...(await measureIdleMemory([connector, ...brokers, bare])),
    ...(await side([connector, ...brokers], measureHostileFrames)),
    ...(await side([connector, ...brokers], measureAnnouncements)),
    ...(await side([connector, ...brokers], measureDeadClients)),
  ];
  const remarks = mosquittoIsMissing === undefined ? [] : [`Without mosquitto: ${mosquittoIsMissing}.`];
  return { rows, verdicts: judge(rows), remarks };
}

function candidate(name: string, start: () => Promise<BenchServer>): Candidate {
  return { name, start, prepare: anyLogins };
}

/** Measures servers that stand side by side. */
async function side(
  candidates: readonly Candidate[],
  measure: (servers: readonly BenchServer[]) => Promise<readonly Comparison[]>,
): Promise<readonly Comparison[]> {
  const servers: BenchServer[] = [];
  try {
    for (const { start } of candidates) servers.push(await start());
    return await measure(servers);
  } finally {
    for (const server of servers) await server.close();
  }
}
