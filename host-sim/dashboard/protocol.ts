/**
 * What the server tells the page, as server-sent events: `begin` (forget what you know), `fact`, `entries` and `end`. A fact
 * replaces the one of the same name; entries come to a list, oldest first. Nothing in here is ever a credential.
 */
export type Value = number | string | boolean;

export interface About {
  readonly device: string;
  readonly engine: string;
  /** `<connectorId>.<domain>`. */
  readonly cloud: string;
}

export interface Life {
  /** A state of the firmware's life cycle, or `crashed`, or `unpowered`. */
  readonly state: string;
  readonly reason?: string;
  /** While it tries again: why the last try failed. */
  readonly lastReason?: string;
  /** When the device tries or starts again, milliseconds since 1970. */
  readonly retryAt?: number;
}

export interface ResourceView {
  readonly resource: string;
  readonly format: "number" | "string" | "boolean";
  readonly unit: string | null;
  readonly settable: boolean;
  readonly range?: readonly [number, number];
  readonly allowed?: readonly Value[];
  readonly reported: Value | null;
  readonly set: Value | null;
  readonly pending: boolean;
  /** Of the last change, milliseconds since 1970. */
  readonly time: number | null;
}

/** A property of a simulated sensor that the page can drive. */
export interface SensorView {
  /** `climate.temperature`. */
  readonly source: string;
  readonly resource: string;
  readonly unit: string | null;
  readonly format: "number" | "string" | "boolean";
  readonly range?: readonly [number, number];
  /** What it is driven to; null: it gives no reading. Absent: it shows what it measures. */
  readonly driven?: Value | null;
}

export interface ScenarioView {
  readonly name: string;
  readonly title: string;
  readonly story: string;
}

/** A part of flash: keys and what they hold, secrets masked. */
export interface FlashDomain {
  readonly domain: string;
  readonly entries: readonly { readonly key: string; readonly content: string }[];
}

/** A fault of the cloud that can be chosen. */
export interface FaultView {
  readonly kind: string;
  readonly title: string;
  readonly story: string;
  /** It goes on for a time; else it happens so many times. */
  readonly lasts: boolean;
  /** What can be said about it. */
  readonly field?: {
    readonly name: string;
    readonly label: string;
    readonly value: number | string;
    readonly choices?: readonly (number | string)[];
  };
}

/** A fault that is on. */
export interface ActiveFault {
  readonly id: number;
  readonly title: string;
  /** When it ends by itself, milliseconds since 1970. */
  readonly until: number | null;
}

export interface Facts {
  readonly about: About;
  readonly power: { readonly on: boolean };
  readonly network: { readonly plugged: boolean };
  readonly life: Life;
  readonly resources: readonly ResourceView[];
  readonly sensors: readonly SensorView[];
  readonly scenarios: readonly ScenarioView[];
  readonly flash: readonly FlashDomain[];
  readonly faultMenu: readonly FaultView[];
  readonly faults: readonly ActiveFault[];
}

export type FactName = keyof Facts;

/** A reported value, for the charts. */
export interface SampleEntry {
  readonly resource: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
}

export interface LogEntry {
  readonly time: number;
  readonly level: "error" | "warning" | "info" | "debug";
  readonly tag: string;
  readonly message: string;
}

/** Who speaks: the device, the cloud, or neither (what the Connector notes about the connection). */
export type Speaker = "device" | "cloud" | "note";

export interface MessageEntry {
  readonly time: number;
  readonly from: Speaker;
  /** A packet, `PUBLISH`, `CONNECT`, …; `value` for what one said; or a short word for a note. */
  readonly packet: string;
  readonly topic?: string;
  readonly detail: string;
  /** Something was refused or broken. */
  readonly trouble?: true;
}

export interface Lists {
  readonly samples: SampleEntry;
  readonly log: LogEntry;
  readonly messages: MessageEntry;
}

export type ListName = keyof Lists;

/** What the page asks for, `POST commands/<name>` with this as JSON. */
export interface Commands {
  /** Writes a settable resource as the cloud does; numbers and booleans may come as their text. */
  readonly write: { readonly resource: string; readonly value: Value };
  readonly power: { readonly on: boolean };
  readonly network: { readonly plugged: boolean };
  /** Drives a sensor's property; null: it gives no reading. */
  readonly drive: { readonly source: string; readonly value: Value | null };
  /** Lets sensors measure again; all of them where none is named. */
  readonly release: { readonly source?: string };
  readonly scenario: { readonly name: string };
  /** Makes something go wrong: so many times, or so long; where neither is given, until it is cleared. */
  readonly inject: {
    readonly kind: string;
    readonly parameter?: number | string;
    readonly times?: number;
    readonly seconds?: number;
  };
  readonly clearFaults: Readonly<Record<string, never>>;
  /** Drops the device's connection, so that it logs in again. */
  readonly kick: Readonly<Record<string, never>>;
}

export type CommandName = keyof Commands;
