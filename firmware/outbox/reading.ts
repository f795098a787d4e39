import type { Quality } from "../resources/quality.js";
import type { Value } from "../resources/value.js";

/** One value of one resource on its way to the cloud. */
export interface Reading {
  readonly resource: string;
  readonly value: Value;
  /** When it was taken, milliseconds of uptime; negative where that was before this start. */
  readonly uptime: number;
  /**
   * The same moment in whole microseconds since 1970. No two readings of a resource have the same, and a reading has the same however
   * often it is sent. Absent: the cloud's own stamp has to do.
   */
  readonly timestamp?: number;
  /** Good where absent. */
  readonly quality?: Quality;
}

/** What of a reading is told again when the cloud has it. */
export type Told = Pick<Reading, "resource" | "value" | "quality">;

/** Whether `reading` may go in one message with `batch`, which has one reading or more. */
export type Fits = (batch: readonly Reading[], reading: Reading) => boolean;
