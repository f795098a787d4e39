import type { CloudSession } from "../cloud/cloud-adapter.js";
import type { Loss, Outbox, Reading } from "../outbox/outbox.js";
import type { Clock } from "./clock.js";
import type { DeviceEvent } from "./device-event.js";
import { eventText } from "./event-text.js";
import type { Log } from "./log.js";

export interface LossReportsOptions {
  outbox: Pick<Outbox, "losses" | "settle">;
  /** The resource that takes them; undefined where the device has none, and losses go to the log only. */
  events: string | undefined;
  clock: Pick<Clock, "uptime">;
  log: Log;
  observe(event: DeviceEvent): void;
  /** A report has left, or the cloud has it. */
  onReported(reading: Reading, acknowledged: boolean): void;
}

/** In a session that goes on and on losing readings, as one does whose replay is paced too slowly, the next word of it comes after this, milliseconds. */
const interval = 600_000;

/** A report on its way. */
interface Telling {
  readonly loss: Loss;
  readonly batch: readonly Reading[];
}

/**
 * Owns up to the readings that had to be given up, as soon as there is a session, one resource after the other:
 *
 *     {"event":"lost","resource":"t","count":17,"from":1767225540000,"to":1767226500000}
 *
 * A count is struck out when the cloud has acknowledged the report, not before: a report that the power takes away is told again, with the
 * same `from`, by which the cloud knows it for a repetition. It has no place in the outbox, which is full in such times.
 */
export class LossReports {
  #options: LossReportsOptions;
  #due: Loss[] = [];
  #telling: Telling | undefined;
  /** Uptime before which nothing more is told in this session. */
  #notBefore = 0;

  constructor(options: LossReportsOptions) {
    this.#options = options;
  }

  /** Sends what is due; false where the session has no room for it. */
  deliver(session: CloudSession): boolean {
    if (this.#telling !== undefined) return true;
    const { events } = this.#options;
    for (let loss = this.#next(); loss !== undefined; loss = this.#next()) {
      if (events !== undefined) return this.#tell(session, events, loss);
      this.#told(loss);
    }
    return true;
  }

  /** The cloud has a batch; false where it was none of these. */
  acknowledged(batch: readonly Reading[]): boolean {
    const telling = this.#telling;
    if (telling === undefined || telling.batch !== batch) return false;
    this.#telling = undefined;
    for (const reading of batch) this.#options.onReported(reading, true);
    this.#told(telling.loss);
    return true;
  }

  /** The session has ended: what it did not acknowledge is told in the next, with what has come to it meanwhile. */
  close(): void {
    this.#telling = undefined;
    this.#due.length = 0;
    this.#notBefore = 0;
  }

  #tell(session: CloudSession, events: string, loss: Loss): boolean {
    const { clock, onReported } = this.#options;
    const uptime = clock.uptime();
    const batch = [{ resource: events, value: textOf(loss), uptime }];
    const telling = { loss, batch };
    this.#telling = telling;
    const isSent = session.send(batch, uptime);
    // Gone where the session ended inside `send`.
    if (this.#telling !== telling) return false;
    if (!isSent) {
      this.#telling = undefined;
      return false;
    }
    for (const reading of batch) onReported(reading, false);
    return true;
  }

  #next(): Loss | undefined {
    const uptime = this.#options.clock.uptime();
    if (this.#due.length === 0 && uptime >= this.#notBefore) {
      this.#due.push(...this.#options.outbox.losses());
      if (this.#due.length > 0) this.#notBefore = uptime + interval;
    }
    return this.#due[0];
  }

  #told(loss: Loss): void {
    const { outbox, observe, log } = this.#options;
    const { resource, count } = loss;
    this.#due.shift();
    outbox.settle(loss);
    observe({ event: "lost", resource, count });
    log.warning("outbox", `${count} readings of ${resource} were lost${span(loss)}`);
  }
}

function textOf({ resource, count, from, to }: Loss): string {
  return eventText("lost", {
    resource,
    count,
    ...(from === undefined ? {} : { from: Math.floor(from) }),
    ...(to === undefined ? {} : { to: Math.floor(to) }),
  });
}

function span({ from, to }: Loss): string {
  if (from === undefined || to === undefined) return "";
  return ` between ${new Date(from).toISOString()} and ${new Date(to).toISOString()}`;
}
