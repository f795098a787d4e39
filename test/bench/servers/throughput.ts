import { spread } from "../figure.js";
import { processorTimeOf } from "../processes.js";
import type { BenchServer } from "./bench-server.js";
import type { Comparison } from "./comparison.js";
import { type Load, startLoad } from "./load.js";

const connections = 50;
const rounds = 5;
/** Milliseconds of one round, after one that is not counted. */
const roundTime = 2000;

interface Round {
  readonly messagesPerSecond: number;
  /** Microseconds of processor time for each message. */
  readonly work: number;
  readonly late: number;
}

/** QoS 1 over 50 TLS connections with one message under way each; the servers take turns, so that all meet the same weather. */
export async function measureThroughput(servers: readonly BenchServer[]): Promise<readonly Comparison[]> {
  const loads: { server: BenchServer; load: Load; found: Round[] }[] = [];
  try {
    for (const server of servers) {
      const logins = await server.admit(connections);
      loads.push({ server, load: await startLoad({ endpoint: server.endpoint, logins }), found: [] });
    }
    for (let round = 0; round <= rounds; round++) {
      for (const { server, load, found } of loads) {
        const measured = await measure(server, load);
        if (round > 0) found.push(measured);
      }
    }
  } finally {
    for (const { load } of loads) await load.close();
  }
  const row = (name: string, unit: string, of: (round: Round) => number): Comparison => ({
    name: `${connections} connections: ${name}`,
    unit,
    values: Object.fromEntries(loads.map(({ server, found }) => [server.name, spread(found.map(of))])),
  });
  return [
    row("messages", "1/s", ({ messagesPerSecond }) => messagesPerSecond),
    row("processor, each message", "µs", ({ work }) => work),
    row("PUBLISH to PUBACK, p99", "ms", ({ late }) => late),
  ];
}

async function measure(server: BenchServer, load: Load): Promise<Round> {
  const before = processorTimeOf(server.pid);
  const { messages, elapsed, late } = await load.run(roundTime);
  const work = (1000 * (processorTimeOf(server.pid) - before)) / messages;
  return { messagesPerSecond: (1000 * messages) / elapsed, work, late };
}
