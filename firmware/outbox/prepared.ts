import type { Reading } from "./reading.js";
import type { Staged } from "./stage.js";
import type { Timeline } from "./timeline.js";

/** A reading at most this old, milliseconds, may take the cloud's own stamp. */
const presentSpan = 5000;
/** Characters of a text of which memory has no room for a second one, with its time around it. */
const longText = 4096;

/**
 * A reading of memory as it is sent: with its time. While the time is not known it waits; where it `mayGo`, one that is the present goes
 * without. So does a long text that is the present, for which no flash has room either. `now` is uptime, milliseconds.
 */
export function prepared(item: Staged, timeline: Timeline, now: number, mayGo: boolean): Reading | undefined {
  const { resource, value, uptime, quality } = item;
  const isPresent = now - uptime <= presentSpan;
  const isLong = typeof value === "string" && value.length > longText;
  const timestamp = isPresent && isLong ? undefined : (item.timestamp ?? timeline.timestamp(item.time));
  if (timestamp === undefined && !(isPresent && (mayGo || isLong))) return undefined;
  return {
    resource,
    value,
    uptime,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(quality === undefined ? {} : { quality }),
  };
}
