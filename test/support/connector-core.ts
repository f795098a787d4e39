import { type Packet, parser } from "mqtt-packet";
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
  open(now: number): CoreSession;
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
  return { connector, events, saves, open };
}
