import { spread } from "../figure.js";
import { heapsOf } from "../processes.js";
import type { BenchServer, Login } from "./bench-server.js";
import type { Comparison } from "./comparison.js";
import { startLoad } from "./load.js";

/** Connections before the first look, which pay for what is there once. */
const warm = 500;
/** So many that what V8 takes and keeps in leaps of megabytes, more or less by chance, weighs little for each. */
const counted = 2000;
const rounds = 3;

/** A server that can be started afresh, and clients that it will know then. */
export interface Candidate {
  readonly name: string;
  start(): Promise<BenchServer>;
  /** Makes clients known, so that a fresh start has nothing to do but to let them in. */
  prepare(count: number): Promise<readonly Login[]>;
}

/** What a connection takes that logged in and is silent; each time in a fresh process, where nobody else's memory can be used again. */
export async function measureIdleMemory(candidates: readonly Candidate[]): Promise<readonly Comparison[]> {
  const prepared: { candidate: Candidate; logins: readonly Login[]; bytes: number[] }[] = [];
  for (const candidate of candidates) {
    prepared.push({ candidate, logins: await candidate.prepare(warm + counted), bytes: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { candidate, logins, bytes } of prepared) bytes.push(await growth(candidate, logins));
  }
  const values = prepared.map(({ candidate, bytes }) => [candidate.name, spread(bytes)] as const);
  return [{ name: "memory of an idle TLS connection", unit: "KB", values: Object.fromEntries(values) }];
}

async function growth(candidate: Candidate, logins: readonly Login[]): Promise<number> {
  const server = await candidate.start();
  const { endpoint, pid } = server;
  try {
    const first = await startLoad({ endpoint, logins: logins.slice(0, warm) });
    const before = await settled(server, pid);
    const others = await startLoad({ endpoint, logins: logins.slice(warm) });
    const after = await settled(server, pid);
    await Promise.all([first.close(), others.close()]);
    return (after - before) / counted / 1024;
  } finally {
    await server.close();
  }
}

async function settled(server: BenchServer, pid: number): Promise<number> {
  await server.settle();
  return heapsOf(pid);
}
