import type { Outbox } from "../outbox/outbox.js";
import type { Board } from "../ports/board.js";
import type { CredentialStatus, DeviceStatus } from "./device-status.js";
import type { State } from "./life-cycle.js";
import type { OutageRecord } from "./outage.js";
import type { RunRecord } from "./run-record.js";

/** Who knows what of the device. */
export interface StatusSources {
  id: string;
  board: Board;
  run: RunRecord;
  /** Undefined in safe mode. */
  outbox?: Outbox | undefined;
  /** Whoever talks to the cloud. */
  cloud: CloudSide;
  credentials(): readonly CredentialStatus[];
}

/** The half of the device that talks to its cloud, or stands in for it. */
export interface CloudSide {
  readonly state: State;
  readonly isTimeKnown: boolean;
  readonly cloud: DeviceStatus["cloud"];
  readonly offline: OutageRecord | undefined;
}

/** What the device says about itself now. */
export function statusOf({ id, board, run, outbox, cloud, credentials }: StatusSources): DeviceStatus {
  const { clock, network } = board;
  const { lastGasp } = run;
  const { offline } = cloud;
  const heap = board.memory?.();
  return {
    device: id,
    board: board.name,
    state: cloud.state,
    uptime: clock.uptime(),
    time: { now: clock.now(), known: cloud.isTimeKnown },
    network: network.status(),
    cloud: cloud.cloud,
    outbox: { readings: outbox?.length ?? 0, kept: outbox?.kept ?? "memory" },
    restart: { reason: run.reason, count: run.count, ...(lastGasp === undefined ? {} : { lastGasp }) },
    ...(offline === undefined ? {} : { offline }),
    credentials: credentials(),
    ...(heap === undefined ? {} : { heap }),
  };
}

/** A device that talks to nobody, and why. */
export function silentSide(board: Board, reason: string): CloudSide {
  return {
    state: "off",
    isTimeKnown: false,
    get cloud() {
      const { stage } = board.network.status();
      return { stage: stage === "up" ? ("dns" as const) : stage, reason };
    },
    offline: undefined,
  };
}
