import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { activate } from "./activate.js";

/** Where the Connector is, and whom to trust. */
export interface Cloud {
  readonly host: string;
  readonly connectorId: string;
  readonly domain: string;
  readonly port: number;
  /** PEM. */
  readonly ca: string;
}

/** What the Connector does to a device when it is told: write its `target`, be late with its PUBACKs (milliseconds), or drop its connection. */
export type CloudOrder =
  | { readonly device: string; readonly write: number }
  | { readonly device: string; readonly delayPubacks: number }
  | { readonly device: string };

export interface RunningCloud extends Cloud {
  readonly pid: number;
  /** Registers an identity by raw packets and returns its token (CN-PROV-1). */
  activate(device: string): Promise<string>;
  order(order: CloudOrder): void;
  close(): Promise<void>;
}

/** Milliseconds until a Connector must have started. */
const patience = 20_000;

/** Starts a Connector in a process of its own. It ends when this process does. @throws Error where it does not start */
export async function startCloud(stateDir: string): Promise<RunningCloud> {
  const file = fileURLToPath(new URL("./connector-child.ts", import.meta.url));
  const child: ChildProcess = fork(file, [stateDir], { execArgv: ["--import", "tsx"] });
  const ended = once(child, "exit");
  const failed = ended.then(() => Promise.reject(new Error("the Connector ended before it listened")));
  failed.catch(() => {});
  const ready = once(child, "message", { signal: AbortSignal.timeout(patience) });
  const [cloud] = (await Promise.race([ready, failed])) as [Cloud];
  return {
    ...cloud,
    pid: child.pid ?? 0,
    activate: (device) => activate(cloud, device),
    order: (order) => void child.send(order),
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
