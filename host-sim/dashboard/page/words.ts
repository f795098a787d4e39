import type { Value } from "../protocol.js";

/** How a state of the device is shown. */
export interface StateWords {
  readonly title: string;
  readonly tone: "good" | "busy" | "warn" | "bad" | "off";
}

const states: Readonly<Record<string, StateWords>> = Object.freeze({
  off: { title: "Starting", tone: "busy" },
  network: { title: "Waiting for the network", tone: "busy" },
  clock: { title: "Waiting for the time", tone: "busy" },
  activating: { title: "Activating", tone: "busy" },
  connecting: { title: "Connecting", tone: "busy" },
  online: { title: "Online", tone: "good" },
  waiting: { title: "Offline, will try again", tone: "warn" },
  refused: { title: "Refused", tone: "bad" },
  crashed: { title: "Crashed", tone: "bad" },
  unpowered: { title: "No power", tone: "off" },
});

export function stateWords(state: string): StateWords {
  return states[state] ?? { title: state, tone: "busy" };
}

const units: Readonly<Record<string, string>> = Object.freeze({
  DEG_CELSIUS: "°C",
  PERCENT: "%",
  MEGABYTE: "MB",
  SECOND: "s",
});

/** A unit as people write it; unknown ones as they are. */
export function unitText(unit: string | null): string {
  return unit === null ? "" : (units[unit] ?? unit);
}

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2, useGrouping: true });

/** A value with its unit; a dash where there is none. */
export function valueText(value: Value | null, unit: string | null = null): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  return `${numbers.format(value)} ${unitText(unit)}`.trim();
}

/** `15:04:05`, of this computer's time zone. */
export function timeText(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
