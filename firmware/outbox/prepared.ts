import type { Reading } from "./reading.js";
import type { Staged } from "./stage.js";
import type { Timeline } from "./timeline.js";

/** A reading at most this old, milliseconds, may take the cloud's own stamp. */
const presentSpan = 5000;

/**
 * A reading of memory as it is sent: with its time. While the time is not known it waits; `now` (uptime, milliseconds) is given where it
 * waited long enough, and then one that is the present goes without.
 */
export function prepared(item: Staged, timeline: Timeline, now: number | undefined): Reading | undefined {
  const { resource, value, uptime, quality } = item;
  const timestamp = item.timestamp ?? timeline.timestamp(item.time);
  if (timestamp === undefined && !(now !== undefined && now - uptime <= presentSpan)) return undefined;
  return {
    resource,
    value,
    uptime,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(quality === undefined ? {} : { quality }),
  };
}
