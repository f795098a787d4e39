import { deviceEvents } from "../appliance.js";
import type { Occurrence } from "../occurrence.js";

/** A loss as the device reports it. */
interface LossReport {
  readonly resource: string;
  readonly count: number;
  readonly from?: number;
}

/**
 * What the cloud was told of losses. A report whose acknowledgement did not reach the device comes again, with the same beginning; of
 * these the greatest count holds. Whatever the device knows to have been told must not come again.
 */
export class ToldLosses {
  /** By resource and beginning. */
  #counts = new Map<string, number>();
  #last = new Map<string, string>();
  #closed = new Set<string>();
  #violate: (message: string) => void;

  constructor(violate: (message: string) => void) {
    this.#violate = violate;
  }

  /** Tells of which resource the cloud has just learned that so many more were lost. */
  hear(occurrence: Occurrence): { readonly resource: string; readonly more: number } | undefined {
    switch (occurrence.kind) {
      case "power-lost":
      case "flash-failed":
        // In that moment flash may have been noting that a report was acknowledged.
        this.#closed.clear();
        return undefined;
      case "device": {
        const { event } = occurrence;
        if (event.event === "lost") this.#closed.add(this.#last.get(event.resource) ?? "");
        return undefined;
      }
      case "cloud": {
        const { event } = occurrence;
        if (event.event !== "reported" || event.resource !== deviceEvents) return undefined;
        const report = JSON.parse(String(event.value)) as { event: string } & LossReport;
        return report.event === "lost" ? this.#reported(report) : undefined;
      }
      default:
        return undefined;
    }
  }

  #reported({ resource, count, from }: LossReport): { readonly resource: string; readonly more: number } {
    const key = `${resource} from ${from}`;
    if (this.#closed.has(key))
      this.#violate(`the device told again that ${count} readings of ${key} were lost`);
    const known = this.#counts.get(key) ?? 0;
    this.#counts.set(key, Math.max(known, count));
    this.#last.set(resource, key);
    return { resource, more: Math.max(0, count - known) };
  }
}
