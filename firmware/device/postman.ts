import type { CloudSession } from "../cloud/cloud-adapter.js";
import type { Outbox, Reading, Told } from "../outbox/outbox.js";
import type { Quality } from "../resources/quality.js";
import type { ResourceSet } from "../resources/resource-set.js";
import type { Value } from "../resources/value.js";
import type { CommandStore } from "../storage/command-store.js";
import type { Clock } from "./clock.js";
import { Commands, type CommandsOptions } from "./commands.js";
import type { DeviceEvent } from "./device-event.js";
import type { ReportDetails } from "./event-text.js";
import type { Log } from "./log.js";
import { LossReports } from "./loss-reports.js";
import { PresentValues } from "./present-values.js";
import type { ReplayPace } from "./replay-pace.js";

export interface PostmanOptions {
  outbox: Outbox;
  resources: ResourceSet;
  commands: CommandStore;
  pace: ReplayPace;
  clock: Clock;
  log: Log;
  /** The resource that takes what the device tells about itself; undefined where none does. */
  events: string | undefined;
  observe(event: DeviceEvent): void;
  /** Tells the cloud about the device itself, where it wants to know. */
  report(kind: string, details: ReportDetails): void;
}

/**
 * Carries readings from the outbox into the open session and the cloud's writes to the resources. What is the present goes before what was
 * kept: answers to writes first, then word of what was lost, then live readings, then, at its pace, everything else, oldest first.
 */
export class Postman {
  #options: PostmanOptions;
  #session: CloudSession | undefined;
  #present: PresentValues;
  #commands: Commands;
  #losses: LossReports;

  constructor(options: PostmanOptions) {
    this.#options = options;
    const { resources, commands, clock, log, observe, report } = options;
    const onReported = (reading: Reading, acknowledged: boolean): void =>
      this.#reported(reading, acknowledged);
    this.#losses = new LossReports({ ...options, onReported });
    this.#present = new PresentValues({
      resources,
      uptime: () => clock.uptime(),
      onReported: (reading, acknowledged) => {
        // Not by a value that was on its way before the write came: its acknowledgement says nothing of that.
        if (acknowledged && resources.value(reading.resource) === reading.value)
          this.#commands.acknowledged(reading.resource);
        this.#reported(reading, acknowledged);
      },
    });
    const tell: CommandsOptions["report"] = ({ resource, outcome, reason }) =>
      report("command", { resource, outcome, ...(reason === undefined ? {} : { reason }) });
    this.#commands = new Commands({ resources, store: commands, log, observe, report: tell });
  }

  /** The device is new to its cloud, which knows none of its values. */
  introduce(): void {
    this.#present.introduce();
  }

  /** The clock can be trusted now. */
  timeKnown(): void {
    this.#options.outbox.timeKnown();
  }

  /** A session has opened: send again what was on its way. */
  open(session: CloudSession): void {
    const { outbox, pace } = this.#options;
    this.#session = session;
    pace.open();
    outbox.open();
    this.#present.open();
    this.#commands.open();
    this.deliver();
  }

  /** The session has ended or is about to. */
  close(): void {
    if (this.#session === undefined) return;
    this.#session = undefined;
    this.#present.close();
    this.#losses.close();
    this.#options.outbox.close();
  }

  /** A sensor showed something worth a report. */
  reading(resource: string, value: Value, uptime: number, quality: Quality = "good"): void {
    this.#options.outbox.add({ resource, value, uptime, ...(quality === "good" ? {} : { quality }) });
  }

  /** To be called about once a second: sends as much as the session takes. */
  poll(): void {
    this.#options.outbox.poll();
    this.deliver();
  }

  /** Sends as much as the session takes. */
  deliver(): void {
    const session = this.#session;
    if (session === undefined || !this.#present.deliver(session)) return;
    if (!this.#losses.deliver(session)) return;
    if (this.#send(session, "live", Infinity) === false) return;
    const { pace } = this.#options;
    for (;;) {
      const allowance = pace.allowance();
      const sent = allowance === 0 ? 0 : this.#send(session, "kept", allowance);
      if (sent === false || sent === 0) return;
      pace.sent(sent);
    }
  }

  acknowledged(batch: readonly Reading[]): void {
    if (this.#present.acknowledged(batch) || this.#losses.acknowledged(batch)) return;
    this.#options.outbox.release(batch, (reading) => this.#reported(reading, true));
  }

  /**
   * The cloud wrote a resource; `stamp`, microseconds, is when, where it says. The value that holds afterwards is published back, which
   * acknowledges an accepted write (CN-RES-5) and takes a refused one back (CN-MOD-2: a publish sets `reported` and `set`).
   */
  written(alias: string, payload: string, stamp?: number): void {
    this.#commands.written(alias, payload, stamp);
    this.#present.answer(alias);
    this.deliver();
  }

  /** One message of a lane, or all of the live one; tells how many readings, or false where the session has no room. */
  #send(session: CloudSession, lane: "live" | "kept", most: number): number | false {
    const { outbox, clock } = this.#options;
    for (let sent = 0; ; ) {
      // Asked first: what is taken for nothing is read from flash for nothing.
      if (!session.hasRoom) return false;
      const uptime = clock.uptime();
      const batch = outbox.take(
        lane,
        (taken, reading) => taken.length < most && session.fits(taken, reading, uptime),
      );
      const count = batch.length;
      if (count === 0) return sent;
      if (!session.send(batch, uptime)) {
        outbox.putBack(batch);
        return false;
      }
      for (const reading of batch) this.#reported(reading, false);
      outbox.sent(batch);
      sent += count;
      if (lane === "kept") return sent;
    }
  }

  #reported({ resource, value, quality = "good" }: Told, acknowledged: boolean): void {
    const event = { event: "reported", resource, value, acknowledged } as const;
    this.#options.observe(quality === "good" ? event : { ...event, quality });
  }
}
