import type { Fits, Reading, Told } from "./reading.js";

export type { Reading, Told } from "./reading.js";

/** What is given up when there is no room: the oldest readings, or those that come. */
export type DropPolicy = "oldest" | "newest";

/** `live`: taken while this session was open. `kept`: what waited for it. */
export type Lane = "live" | "kept";

/** Readings of one resource that were given up. */
export interface Loss {
  /** Its alias; `$others` for those of several resources that were counted together. */
  readonly resource: string;
  readonly count: number;
  /** When the first and the last of them were taken, milliseconds since 1970; undefined where the device does not know. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/**
 * Readings between the sensors and the cloud, bounded. One leaves only when the cloud has acknowledged it, or when there is no room and it
 * is the least wanted; that is counted. In each lane the readings of a resource go in the order in which they were taken, and each
 * has the same timestamp however often it is sent. Nothing here throws.
 */
export interface Outbox {
  /** Where readings wait while there is no session. */
  readonly kept: "flash" | "memory";
  /** Readings that the cloud does not have. */
  readonly length: number;
  add(reading: Reading): void;
  /** The clock can be trusted now. */
  timeKnown(): void;
  /** A session has opened. */
  open(): void;
  /** It has ended: what was on its way goes again in the next. */
  close(): void;
  /** The oldest of a lane that are not on their way, as long as the next fits with those taken so far; none where nothing is ready. */
  take(lane: Lane, fits: Fits): readonly Reading[];
  /** The session has read the batch, which may be emptied now; only its identity counts from here on. */
  sent(batch: readonly Reading[]): void;
  /** It could not be sent after all. */
  putBack(batch: readonly Reading[]): void;
  /** The cloud has it. Each of its readings is told. */
  release(batch: readonly Reading[], onReleased: (reading: Told) => void): void;
  /** To be called about once a second. */
  poll(): void;
  /** What was given up and not yet told. */
  losses(): readonly Loss[];
  /** It has been told. */
  settle(loss: Loss): void;
}
