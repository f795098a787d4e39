import { type Packet, parser } from "mqtt-packet";
import { Connection, type Wire } from "../../host-sim/emulators/connector/core/connection.js";
import { Connector } from "../../host-sim/emulators/connector/core/connector.js";
import type { ConnectorEventBody } from "../../host-sim/emulators/connector/core/events.js";
import type { CloseReason } from "../../host-sim/emulators/connector/core/reasons.js";
import type { ResourceDefinition } from "../../host-sim/emulators/connector/core/resource.js";
import { Session } from "../../host-sim/emulators/connector/core/session.js";
import {
  type ConnectorSettings,
  DEFAULT_SETTINGS,
} from "../../host-sim/emulators/connector/core/settings.js";

/** A Connector without sockets and clock, with everything it emits. */
export interface CoreBench {
  readonly connector: Connector;
  readonly events: ConnectorEventBody[];
  readonly saves: ("now" | "soon")[];
  /** A session alone. */
  open(now: number): CoreSession;
  /** A session with its line, where faults happen. */
  connect(now: number): CoreConnection;
  /** Adds a provisioned device. @returns its token. */
  activate(device: string): string;
}

export interface CoreConnection {
  readonly connection: Connection;
  /** Names of the packets that left, with the time each left at. */
  readonly sent: { readonly cmd: string; readonly at: number }[];
  readonly sentBytes: () => number;
  /** What the wire was told last. */
  readonly wire: () => "open" | "paused" | "closed" | "cut";
  /** Lets the time pass in the steps that the deadlines ask for. */
  runUntil(time: number): void;
}

export interface CoreSession {
  readonly session: Session;
  /** Packets that the session sent, decoded. */
  readonly sent: Packet[];
  readonly closed: () => CloseReason | undefined;
}

/** Salts are all the same and tokens are `token-1`, `token-2`, …, filled up to 40 characters. */
export function coreBench(
  options: {
    readonly settings?: Partial<ConnectorSettings>;
    readonly definitions?: readonly ResourceDefinition[];
  } = {},
): CoreBench {
  const events: ConnectorEventBody[] = [];
  const saves: ("now" | "soon")[] = [];
  let tokens = 0;
  let connections = 0;
  const connector = new Connector({
    id: "o33ara2ekbo800000",
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    definitions: options.definitions ?? [],
    devices: [],
    ports: {
      emit: (_now, event) => events.push(event),
      newToken: () => {
        tokens += 1;
        return `token-${tokens}`.padEnd(40, "x");
      },
      newSalt: () => "5a17".repeat(8),
      contents: () => [],
      changed: (urgency) => saves.push(urgency),
    },
  });
  const open = (now: number): CoreSession => {
    connections += 1;
    const sent: Packet[] = [];
    let closed: CloseReason | undefined;
    const decoder = parser({ protocolVersion: 4 });
    decoder.on("packet", (packet) => sent.push(packet));
    const transport = {
      send: (bytes: Uint8Array) => {
        decoder.parse(Buffer.from(bytes));
      },
      close: (reason: CloseReason) => {
        closed = reason;
      },
    };
    return {
      session: new Session({ connector, connection: connections, transport, now }),
      sent,
      closed: () => closed,
    };
  };
  const connect = (now: number): CoreConnection => {
    connections += 1;
    return coreConnection(connector, connections, now);
  };
  const activate = (device: string): string => {
    const activation = connector.provision(device, new Uint8Array(0));
    if ("refusal" in activation || activation.answer === undefined) throw new Error(`${device} got no token`);
    return activation.answer;
  };
  return { connector, events, saves, open, connect, activate };
}

function coreConnection(connector: Connector, number: number, start: number): CoreConnection {
  const sent: { cmd: string; at: number }[] = [];
  let state: ReturnType<CoreConnection["wire"]> = "open";
  let sentBytes = 0;
  let time = start;
  const decoder = parser({ protocolVersion: 4 });
  decoder.on("packet", ({ cmd }) => sent.push({ cmd, at: time }));
  const wire: Wire = {
    send: (bytes) => {
      sentBytes += bytes.length;
      decoder.parse(Buffer.from(bytes));
    },
    close: () => {
      state = "closed";
    },
    cut: () => {
      state = "cut";
    },
    pause: () => {
      state = "paused";
    },
    resume: () => {
      state = "open";
    },
    reschedule: () => {},
  };
  const connection = new Connection({ connector, connection: number, wire, now: start });
  const runUntil = (end: number): void => {
    for (;;) {
      const next = Math.min(connection.deadline ?? end, connector.faults.deadline ?? end, end);
      time = Math.max(time, next);
      connector.faults.tick(time);
      connection.tick(time);
      if (next >= end) return;
    }
  };
  return { connection, sent, sentBytes: () => sentBytes, wire: () => state, runUntil };
}
