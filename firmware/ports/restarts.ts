/** Why the chip began to run. */
export type RestartReason =
  | "power-on"
  | "brown-out"
  /** The firmware asked for it. */
  | "software"
  /** An exception that nobody caught, or memory that ran out. */
  | "abort"
  /** The task watchdog. */
  | "watchdog"
  | "deep-sleep"
  | "unknown";

/** Restarts, and a few words that live through them. */
export interface Restarts {
  /** Why this run began. */
  readonly reason: RestartReason;
  /** Restarts the chip; what follows the call may or may not run. */
  restart(): void;
  /**
   * Text that outlives a restart, not a power cut; undefined after power-on or where it was damaged. Short: 200 bytes of UTF-8 at
   * most are kept. Writing must work while the engine is aborting, so it allocates as little as can be.
   */
  readMemo(): string | undefined;
  writeMemo(text: string): void;
}
