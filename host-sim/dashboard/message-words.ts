import type { ConnectorEvent, ConnectorEventName, ResourceValue } from "../emulators/connector/index.js";
import { faultTitle } from "./fault-menu.js";
import type { MessageEntry } from "./protocol.js";

type Words = Omit<MessageEntry, "time">;
type Told<Name extends ConnectorEventName> = Extract<ConnectorEvent, { readonly event: Name }>;
type Teller = { readonly [Name in ConnectorEventName]?: (event: Told<Name>) => Words };

const reportTopics = { single: "$resource/", several: "$resource", batch: "$resource.batch" } as const;

/** How the Connector's events read as messages between device and cloud. */
const tellers: Teller = Object.freeze({
  activated: ({ device }) => ({
    from: "cloud",
    packet: "PUBLISH",
    topic: `$provision/${device}`,
    detail: "a token, not shown",
  }),
  connected: ({ pending }) => ({
    from: "device",
    packet: "CONNECT",
    detail: pending === 0 ? "accepted" : `accepted; ${pending} pending writes follow`,
  }),
  disconnected: ({ connection, text }) => ({
    from: "note",
    packet: "closed",
    detail: `connection ${connection}: ${text}`,
  }),
  reported: ({ resource, value, via, settles, current }) => ({
    from: "device",
    packet: "PUBLISH",
    topic: via === "single" ? `${reportTopics.single}${resource}` : reportTopics[via],
    detail: [
      via === "single" ? shown(value) : `${resource}: ${shown(value)}`,
      ...(settles ? ["acknowledges the write"] : []),
      ...(current ? [] : ["older than the present value"]),
    ].join(", "),
  }),
  set: ({ resource, value, delivered }) => ({
    from: "cloud",
    packet: "PUBLISH",
    topic: `$resource/${resource}`,
    detail: delivered ? shown(value) : `${shown(value)}, kept until the device connects`,
  }),
  rejected: ({ topic, text }) => ({
    from: "note",
    packet: "rejected",
    topic,
    detail: text,
    trouble: true,
  }),
  refused: ({ text }) => ({ from: "note", packet: "refused", detail: text, trouble: true }),
  malformed: ({ reason, clause }) => ({
    from: "note",
    packet: "malformed",
    detail: `${reason} ${clause}`,
    trouble: true,
  }),
  flagged: ({ text }) => ({ from: "note", packet: "flagged", detail: text, trouble: true }),
  fault: ({ phase, fault }) => ({
    from: "note",
    packet: `fault ${phase}`,
    detail: faultTitle(fault),
    ...(phase === "struck" ? { trouble: true } : {}),
  }),
  state: ({ state }) => ({ from: "note", packet: "state", detail: `the device is now ${state}` }),
});

/** The entry for an event, or undefined where it is about no message. */
export function messageFor(event: ConnectorEvent): MessageEntry | undefined {
  const words = tell(event.event, event);
  return words === undefined ? undefined : { time: Date.parse(event.time), ...words };
}

/** The event's name chooses its row, so the row takes the event: TypeScript cannot follow that through a union. */
function tell<Name extends ConnectorEventName>(name: Name, event: ConnectorEvent): Words | undefined {
  return tellers[name]?.(event as Told<Name>);
}

/** Longest value in a line, UTF-16 units. */
const longest = 200;

function shown(value: ResourceValue): string {
  const text = JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
