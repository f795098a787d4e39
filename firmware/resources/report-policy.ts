import type { Value } from "./value.js";

/** When a resource with a source is looked at, and when what was seen is worth a report. */
export interface ReportPolicy {
  /** Seconds between two looks, or the alias of a number resource that holds them. */
  readonly intervalSeconds: number | string;
  /** Reported only if it moved by more than this since the last report; absent: every look is reported. */
  readonly deadband?: number;
  /** Reported anyway when the last report is this old. */
  readonly heartbeatSeconds?: number;
}

/** A report that was made: what, and when (milliseconds of uptime). */
export interface LastReport {
  readonly value: Value;
  readonly at: number;
}

/**
 * Whether a value is worth a report.
 * Values that are not numbers have no distance: with a deadband they are reported when they differ.
 */
export function isWorthReporting(
  policy: Pick<ReportPolicy, "deadband" | "heartbeatSeconds">,
  last: LastReport | undefined,
  value: Value,
  now: number,
): boolean {
  if (last === undefined || policy.deadband === undefined) return true;
  if (policy.heartbeatSeconds !== undefined && now - last.at >= policy.heartbeatSeconds * 1000) return true;
  if (typeof value === "number" && typeof last.value === "number") {
    return Math.abs(value - last.value) > policy.deadband;
  }
  return value !== last.value;
}
