import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Bundle } from "../../host-sim/engine/bundle.js";
import type { Cloud } from "./cloud.js";

export interface FleetMember {
  readonly id: string;
  readonly token?: string | undefined;
}

/** Devices to start beside those that run. */
export interface FleetOrder {
  readonly bundle: Bundle;
  readonly cloud: Cloud;
  readonly folder: string;
  readonly members: readonly FleetMember[];
}

/** A fleet in which every device has reported. */
export interface FleetState {
  /** The engines' processes, one a device. */
  readonly pids: readonly number[];
  /** Acknowledged so far, of all devices. */
  readonly reports: number;
  /** When they were counted, milliseconds on the fleet's own clock. */
  readonly countedAt: number;
}

export type FleetAnswer = FleetState | { readonly failure: string };

export interface FleetProcess {
  /** Of the simulator. */
  readonly pid: number;
  /** Without members it only tells. @throws Error where a device does not start, does not report or has ended */
  grow(order: FleetOrder): Promise<FleetState>;
  close(): Promise<void>;
}

/** Milliseconds that a fleet may take to grow. */
const patience = 180_000;

export function startFleetProcess(): FleetProcess {
  const child = fork(fileURLToPath(new URL("./fleet-child.ts", import.meta.url)), {
    execArgv: ["--import", "tsx", "--expose-gc"],
  });
  const ended = once(child, "exit");
  return {
    pid: child.pid ?? 0,
    async grow(order) {
      const answered = once(child, "message", { signal: AbortSignal.timeout(patience) });
      child.send(order);
      const [answer] = (await answered) as [FleetAnswer];
      if ("failure" in answer) throw new Error(answer.failure);
      return answer;
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
