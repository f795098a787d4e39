/**
 * Ties device time to wall time. Device time counts the milliseconds that the device has run, over all restarts, as far as its flash
 * knows; it never jumps. An anchor says how the device times after `since` are read, until the next anchor.
 */
export interface Anchor {
  /** In which run the clock was set; lower 16 bits of the boot count. */
  readonly boot: number;
  /** Counts the anchors of this device, modulo 1,000. */
  readonly serial: number;
  /** Device time from which on it holds: where the one before ended. */
  readonly since: number;
  /** The last timestamp that the one before could have given, microseconds since 1970; 0 where it must not hold this one back. */
  readonly floor: number;
  /** The moment at which the clock was looked at: device time, and milliseconds since 1970. */
  readonly time: number;
  readonly wall: number;
}

/**
 * A clock that was set back by up to this, milliseconds, slows the timestamps down until it has caught up, so that they keep their
 * order. By more it was wrong before: then the truth counts, and timestamps go back once.
 */
export const longestSlowing = 3_600_000;

/** Anchors in a row whose timestamps cannot meet: the last three digits of a timestamp are its anchor's serial. */
export const serials = 1000;

/** A moment above this is a timestamp in microseconds, one below a device time in milliseconds. */
export const leastTimestamp = 1e14;

/**
 * The timestamp of a reading taken at `time`: whole microseconds since 1970. It depends on nothing but the anchor and the time, both of
 * which are in flash, so it is the same whenever it is asked for. Under one anchor later times have later timestamps.
 */
export function timestampAt({ since, floor, time, wall, serial }: Anchor, at: number): number {
  const told = Math.round(wall - (time - at)) * 1000 + serial;
  return Math.max(told, floor + Math.round(at - since));
}

/** The anchor for a clock that shows `wall` at device time `time`; `before` is the one that held so far, up to device time `until`. */
export function nextAnchor(
  seen: { readonly boot: number; readonly time: number; readonly wall: number },
  before: Anchor | undefined,
  until: number,
): Anchor {
  const { boot, time } = seen;
  const wall = Math.round(seen.wall);
  if (before === undefined) return { boot, serial: 0, since: -1, floor: 0, time, wall };
  const serial = (before.serial + 1) % serials;
  const floor = timestampAt(before, until) + serials;
  const behind = floor - (wall - (time - until)) * 1000;
  return { boot, serial, since: until, floor: behind > longestSlowing * 1000 ? 0 : floor, time, wall };
}
