import { type DrawnFault, day, minute } from "./faults/fault.js";
import { faultKinds } from "./faults/table.js";
import { RandomStream } from "./random-stream.js";
import { recoveryTime } from "./recovery-time.js";

/** A fault with its place in time. */
export interface PlannedFault {
  /** From 0; its name in `--only`. */
  readonly number: number;
  readonly kind: string;
  /** Milliseconds since the simulation began. */
  readonly at: number;
  /** When it is over. */
  readonly until: number;
  readonly drawn: DrawnFault;
}

/** Faults that come together, and the calm behind them in which the device has to get well. */
export interface Storm {
  readonly faults: readonly PlannedFault[];
  readonly from: number;
  /** The last of its faults is over. */
  readonly until: number;
  /** The device must be well by then, and nothing disturbs it before. */
  readonly calmAt: number;
}

/** Most faults of one storm. */
const mostFaults = 8;

/**
 * Draws what goes wrong, storm by storm, without end. The faults of a storm overlap in any way; between two storms lies the time that the device may
 * take to recover, because only there can be told whether it does.
 */
export function* storms(seed: number): Generator<Storm, never> {
  const random = new RandomStream(seed, "faults");
  let number = 0;
  let from = random.scale(1000, day);
  for (;;) {
    const length = random.scale(minute, day);
    const count = random.integer(1, mostFaults);
    const faults = Array.from({ length: count }, (): PlannedFault => {
      const kind = random.weighted(faultKinds);
      const at = from + Math.floor(random.real() * length);
      const drawn = kind.draw(random);
      return { number: number++, kind: kind.name, at, until: at + drawn.duration, drawn };
    });
    faults.sort((one, other) => one.at - other.at);
    const until = faults.reduce((latest, fault) => Math.max(latest, fault.until), from);
    const calmAt = until + recoveryTime;
    yield { faults, from, until, calmAt };
    from = calmAt + random.scale(minute, 2 * day);
  }
}
