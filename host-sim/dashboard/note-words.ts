import type { ConnectorEvent, ConnectorEventName, ResourceValue } from "../emulators/connector/index.js";
import { clipped } from "./clipped.js";
import { faultTitle } from "./fault-menu.js";
import type { MessageEntry } from "./protocol.js";

type Words = Omit<MessageEntry, "time">;
type Told<Name extends ConnectorEventName> = Extract<ConnectorEvent, { readonly event: Name }>;
type Teller = { readonly [Name in ConnectorEventName]?: (event: Told<Name>) => Words };

/** How the Connector's events read beside the packets: what the messages between device and cloud say, and what it notes of both. */
const tellers: Teller = Object.freeze({
  activated: ({ device }) => ({ from: "note", packet: "activated", detail: `${device} may log in now` }),
  connected: ({ connection, pending }) => ({
    from: "note",
    packet: "logged in",
    detail: `connection ${connection}${pending === 0 ? "" : `, pending writes follow: ${pending}`}`,
  }),
  disconnected: ({ connection, text }) => ({
    from: "note",
    packet: "closed",
    detail: `connection ${connection}: ${text}`,
  }),
  reported: ({ resource, value, settles, current }) => ({
    from: "device",
    packet: "value",
    detail: [
      `${resource}: ${shown(value)}`,
      ...(settles ? ["acknowledges the write"] : []),
      ...(current ? [] : ["older than the present value"]),
    ].join(", "),
  }),
  set: ({ resource, value, delivered }) => ({
    from: "cloud",
    packet: "value",
    detail: `${resource}: ${shown(value)}${delivered ? "" : ", kept until the device connects"}`,
  }),
  rejected: ({ topic, text }) => ({
    from: "note",
    packet: "rejected",
    topic: clipped(topic),
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

/** The entry for an event, or undefined where it is about nothing between this device and its cloud. */
export function noteFor(event: ConnectorEvent): MessageEntry | undefined {
  const words = tell(event.event, event);
  return words === undefined ? undefined : { time: Date.parse(event.time), ...words };
}

/** The event's name chooses its row, so the row takes the event: TypeScript cannot follow that through a union. */
function tell<Name extends ConnectorEventName>(name: Name, event: ConnectorEvent): Words | undefined {
  return tellers[name]?.(event as Told<Name>);
}

function shown(value: ResourceValue): string {
  return clipped(JSON.stringify(value));
}
