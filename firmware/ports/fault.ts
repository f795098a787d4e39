/** Something that nobody caught; the run of the firmware ends with it. */
export interface Fault {
  /** `exception`: left a callback. `rejection`: of a promise that nobody handled. `engine`: memory or the like ran out. */
  readonly kind: "exception" | "rejection" | "engine";
  /** One line, `TypeError: x is not a function`. */
  readonly message: string;
  /** Where the firmware was, as far as the engine knows: `firmware/app.ts:12`, or the name of a function. */
  readonly position?: string;
}

/** Hears of a fault before the board restarts, in an engine that is breaking down: it must be short and allocate little. */
export type FaultListener = (fault: Fault) => void;
