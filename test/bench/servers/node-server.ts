import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import {
  createAuthority,
  issueServerCertificate,
  type KeyPair,
} from "../../../host-sim/emulators/connector/index.js";
import { type BenchServer, type Login, settleOrder } from "./bench-server.js";
import { forkOn, serverCore } from "./cores.js";

/** Milliseconds until a server must have started or answered, a client its 500 handshakes done. */
const patience = 90_000;
const host = "broker.localhost";
/** As long as the Connector's. */
const topic = "resources/bench-text";

export interface ServerCertificate extends KeyPair {
  readonly ca: string;
  readonly host: string;
  readonly topic: string;
}

/** Of the same kind as the Connector's, so that handshakes cost the same. */
export async function brokerCertificate(): Promise<ServerCertificate> {
  const ca = await createAuthority();
  const pair = await issueServerCertificate({ ca, names: [host] });
  return { ...pair, ca: ca.cert, host, topic };
}

/** Brokers that let everybody in need not know their clients before. */
export async function anyLogins(count: number): Promise<Login[]> {
  return Array.from({ length: count }, (_, number) => ({ username: `bench-${number}`, password: "any" }));
}

/** @throws Error where it does not start */
export async function startNodeServer(
  name: "aedes" | "bare",
  { cert, key, ca }: ServerCertificate,
): Promise<BenchServer> {
  const child = forkOn(serverCore, fileURLToPath(new URL("./node-server-child.ts", import.meta.url)), [
    name,
    cert,
    key,
  ]);
  const [{ port }] = (await answer(child)) as [{ port: number }];
  return {
    name,
    pid: child.pid ?? 0,
    endpoint: { host, port, ca, topic },
    admit: anyLogins,
    settle: () => settle(child),
    close: () => end(child),
  };
}

export async function settle(child: ChildProcess): Promise<void> {
  const settled = answer(child);
  child.send(settleOrder);
  await settled;
}

/** The next message of a child. @throws Error where it ended or says nothing. */
export async function answer(child: ChildProcess): Promise<unknown[]> {
  const stop = new AbortController();
  const ended = once(child, "exit", { signal: stop.signal }).then(([code]) => {
    throw new Error(`a server of the bench ended with ${String(code)}`);
  });
  const told = once(child, "message", {
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(patience)]),
  });
  try {
    return await Promise.race([told, ended]);
  } finally {
    stop.abort();
    ended.catch(() => {});
    told.catch(() => {});
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.disconnect();
  else child.kill();
  await ended;
}
