import type { CloudSession } from "../cloud/cloud-adapter.js";
import type { Reading } from "../outbox/outbox.js";
import type { Value } from "../resources/value.js";
import type { Clock } from "./clock.js";
import type { DeviceEvent } from "./device-event.js";
import { eventText, type ReportDetails } from "./event-text.js";
import type { Log } from "./log.js";

export interface DeviceReportsOptions {
  /** The resource that takes them; undefined where the device has none, and they go to the log only. */
  resource: string | undefined;
  clock: Clock;
  log: Log;
  observe(event: DeviceEvent): void;
  /** Takes an ordinary reading; `uptime` in milliseconds is when it was made. */
  post(resource: string, value: Value, uptime: number): void;
}

/** A report that is the first word of a session, and whoever wants to know that the cloud has it. */
interface FirstWord {
  readonly batch: readonly Reading[];
  readonly onTold: () => void;
  isSent: boolean;
}

/** First words that wait at a time; of more the oldest go. */
const mostFirst = 4;

/**
 * What the device tells its cloud about itself: one JSON text an event, on the resource whose source is `device.events`.
 *
 *     {"event":"restart","reason":"abort","lastGasp":"TypeError: x is not a function at sensors/probe.ts:12"}
 *
 * Most are readings like any other. What explains an absence (a restart, an outage) comes before everything that was kept meanwhile.
 */
export class DeviceReports {
  #options: DeviceReportsOptions;
  #session: CloudSession | undefined;
  #first: FirstWord[] = [];

  constructor(options: DeviceReportsOptions) {
    this.#options = options;
  }

  /** Tells an event of `kind`. The details must hold no secrets; keep them short, a report is one message. */
  report(kind: string, details: ReportDetails): void {
    const { resource, clock, post } = this.#options;
    const text = this.#text(kind, details);
    if (resource !== undefined) post(resource, text, clock.uptime());
  }

  /**
   * Tells an event before anything else in the next session, again in each one until the cloud has acknowledged it; `onTold` comes then, once.
   * `uptime` is when it happened, milliseconds. Where no resource takes reports the log has it, and `onTold` comes at once.
   */
  first(kind: string, details: ReportDetails, uptime: number, onTold: () => void): void {
    const { resource } = this.#options;
    const value = this.#text(kind, details);
    if (resource === undefined) return onTold();
    this.#first.push({ batch: [{ resource, value, uptime }], onTold, isSent: false });
    if (this.#first.length > mostFirst) this.#first.shift();
    this.deliver();
  }

  /** A session has opened; to be called before the postman hears of it. */
  open(session: CloudSession): void {
    this.#session = session;
    this.deliver();
  }

  /** Sends first words; false where the session had no room for all of them, and nothing else should go before. */
  deliver(): boolean {
    const session = this.#session;
    if (session === undefined) return true;
    const uptime = this.#options.clock.uptime();
    for (const word of this.#first) {
      if (word.isSent) continue;
      if (!session.send(word.batch, uptime)) return false;
      word.isSent = true;
      this.#observe(word, false);
    }
    return true;
  }

  /** The cloud has a batch; true where it was a first word. */
  acknowledged(batch: readonly Reading[]): boolean {
    const word = this.#first.find((each) => each.batch === batch);
    if (word === undefined) return false;
    this.#first.splice(this.#first.indexOf(word), 1);
    this.#observe(word, true);
    word.onTold();
    return true;
  }

  /** The session has ended: what it did not acknowledge goes again in the next. */
  close(): void {
    this.#session = undefined;
    for (const word of this.#first) word.isSent = false;
  }

  #observe({ batch }: FirstWord, acknowledged: boolean): void {
    for (const { resource, value } of batch)
      this.#options.observe({ event: "reported", resource, value, acknowledged });
  }

  #text(kind: string, details: ReportDetails): string {
    const text = eventText(kind, details);
    this.#options.log.info("report", text);
    return text;
  }
}
