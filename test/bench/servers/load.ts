import { fileURLToPath } from "node:url";
import type { Endpoint, Login } from "./bench-server.js";
import { clientCore, forkOn } from "./cores.js";
import { answer, end } from "./node-server.js";

/** A fleet of clients to be opened, one for each login. */
export interface LoadOrder {
  readonly endpoint: Endpoint;
  readonly logins: readonly Login[];
}

export interface LoadResult {
  /** Acknowledged. */
  readonly messages: number;
  /** Milliseconds. */
  readonly elapsed: number;
  /** Milliseconds from PUBLISH to PUBACK, the 99th percentile. */
  readonly late: number;
}

export interface Load {
  run(milliseconds: number): Promise<LoadResult>;
  close(): Promise<void>;
}

/** Connects clients, all in one process on the clients' core. */
export async function startLoad(order: LoadOrder): Promise<Load> {
  const child = forkOn(clientCore, fileURLToPath(new URL("./load-child.ts", import.meta.url)));
  const ready = answer(child);
  child.send(order);
  await ready;
  return {
    async run(milliseconds) {
      const result = answer(child);
      child.send(milliseconds);
      const [found] = (await result) as [LoadResult];
      return found;
    },
    close: () => end(child),
  };
}
