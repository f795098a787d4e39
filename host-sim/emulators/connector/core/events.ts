import type { DeviceState } from "./device.js";
import type { Fault } from "./faults/fault.js";
import type { CloseReason, Refusal, Rejection } from "./reasons.js";
import type { ResourceValue } from "./resource.js";

/** What each event carries besides `event` and `time`. All of it is JSON, none of it is ever a credential. */
export interface ConnectorEventFields {
  /** The emulator accepts connections. `host` is the name clients must use; `caFile` a PEM file to trust. */
  listening: { host: string; port: number; address: string; connectorId: string; caFile: string };
  /** A device activated itself (CN-PROV-1, CN-PROV-3, CN-PROV-4). */
  activated: { device: string; connection: number };
  /** A device logged in. `pending` counts the writes it is sent at once (CN-MOD-3). */
  connected: { device: string; connection: number; pending: number };
  /** A connection whose TLS handshake was done ended; without `device` it was anonymous or never got in. */
  disconnected: { connection: number; device?: string; reason: CloseReason; text: string };
  /**
   * A value was taken over. `timestamp` is in microseconds; `settles` tells that a pending write is now
   * acknowledged (CN-RES-5); `current` is false for history older than the value held (CN-RES-3).
   */
  reported: {
    device: string;
    resource: string;
    value: ResourceValue;
    timestamp: number;
    via: ReportTopic;
    settles: boolean;
    current: boolean;
  };
  /** The cloud wrote a value. `delivered` is false while the device is away: it gets the value when it connects. */
  set: { device: string; resource: string; value: ResourceValue; timestamp: number; delivered: boolean };
  /** A report was acknowledged and dropped (CN-MOD-4). */
  rejected: { device: string; resource?: string; topic: string; reason: Rejection; text: string };
  /** Something legal that is probably a mistake: a batch in seconds instead of microseconds (CN-RES-3). */
  flagged: { device: string; reason: "timestamp-not-microseconds"; timestamp: number; text: string };
  /** A handshake, login or activation was refused. */
  refused: { reason: Refusal; text: string; connection?: number; device?: string; serverName?: string };
  /** A connection broke the MQTT standard and was closed. `clause` names the statement. */
  malformed: { connection: number; device?: string; reason: string; clause: string };
  /** A device's state was changed from the control side. */
  state: { device: string; state: DeviceState | "deleted" };
  /** A message on a topic of the device's own, for scripts (dialect D). `payload` as text. */
  message: { device: string; topic: string; payload: string };
  /** A file was downloaded from `offset` on, wholly or until somebody left (CN-CON-1). */
  download: { name: string; offset: number; sizeBytes: number; complete: boolean };
  /** A fault was switched on, happened to somebody, or is over. */
  fault: {
    phase: "injected" | "struck" | "ended";
    id: number;
    fault: Fault;
    connection?: number;
    device?: string;
  };
  /** The state file could not be read: it was kept under another name and the emulator started empty. */
  "state-set-aside": { file: string; keptAs: string; reason: string };
  /** The state file could not be written; the emulator goes on with the state in memory. */
  "state-not-saved": { file: string; reason: string };
  /** The emulator stopped. */
  closed: { connectorId: string };
}

/** By which topic a value arrived: CN-RES-1, CN-RES-2, CN-RES-3. */
export type ReportTopic = "single" | "several" | "batch";

export type ConnectorEventName = keyof ConnectorEventFields;

/** An event before it is stamped. */
export type ConnectorEventBody = {
  [Name in ConnectorEventName]: { readonly event: Name } & Readonly<ConnectorEventFields[Name]>;
}[ConnectorEventName];

/** One line of the event stream. `time` is ISO 8601, UTC. */
export type ConnectorEvent = ConnectorEventBody & { readonly time: string };
