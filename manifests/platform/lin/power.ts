import Timer from "timer";
import { type PlannedCut, world } from "./world.js";

/** Longer than anybody waits for a device without power, milliseconds. */
const forever = 2_000_000_000;

/** The power of a simulated device, which `world.json` may fail in the midst of a write. */
class Power {
  #plan: PlannedCut | undefined;
  #isKnown = false;
  #writes = 0;

  /** To be called at the beginning of each write: where in it the power fails, if it does. */
  nextWrite(domain: string): PlannedCut["moment"] | undefined {
    if (!this.#isKnown) {
      this.#plan = world().powerCut;
      this.#isKnown = true;
    }
    const plan = this.#plan;
    if (plan === undefined || (plan.domain !== undefined && plan.domain !== domain)) return undefined;
    this.#writes += 1;
    return this.#writes === plan.write ? plan.moment : undefined;
  }

  /** Says `@event {"event":"power-cut"}` and does nothing any more: whoever started the simulator ends it. An exception could be caught. */
  fail(): void {
    trace(`@event ${JSON.stringify({ event: "power-cut" })}\n`);
    Timer.delay(forever);
  }
}

export const power = new Power();
