import type { CloudSession } from "../cloud/cloud-adapter.js";
import type { Outbox, Reading } from "../outbox/outbox.js";
import type { ResourceSet } from "../resources/resource-set.js";
import type { Value } from "../resources/value.js";
import type { Clock } from "./clock.js";
import type { DeviceEvent } from "./device-event.js";
import type { Log } from "./log.js";

export interface PostmanOptions {
  outbox: Outbox;
  resources: ResourceSet;
  clock: Clock;
  log: Log;
  observe(event: DeviceEvent): void;
}

/**
 * How long a session leaves the word to the cloud before the device tells present values by itself, milliseconds: what was
 * written while the device was away comes first (CN-MOD-3). A publish of the device's old value would overwrite it (CN-MOD-2),
 * and a link that breaks in that moment would lose the write for good, since it travels at QoS 0 (CN-SES-8).
 */
const listening = 1000;

/**
 * Carries readings from the outbox into the open session and the cloud's writes to the resources. Readings that were on their way when a
 * session ended go again in the next one (the Connector ignores DUP, CN-SES-6, so one may be recorded twice but none is missed).
 */
export class Postman {
  #options: PostmanOptions;
  #session: CloudSession | undefined;
  /** Uptime at which the session opened, milliseconds. */
  #openedAt = 0;
  /** Resources without a sensor whose present value the cloud has yet to be told. */
  #untold: Set<string>;
  /** Readings given up since the last session, by resource. */
  #lost = new Map<string, number>();

  constructor(options: PostmanOptions) {
    this.#options = options;
    const { resources } = options;
    this.#untold = new Set(this.#sourceless().filter((alias) => !resources.isKnown(alias)));
  }

  /** The device is new to its cloud, which knows none of its values. */
  introduce(): void {
    this.#untold = new Set(this.#sourceless());
  }

  /** A session has opened: send again what was on its way. */
  open(session: CloudSession): void {
    this.#session = session;
    this.#openedAt = this.#options.clock.uptime();
    this.#ownUp();
    this.deliver();
  }

  /**
   * The session has ended or is about to. Readings of sensors stay in the outbox; of what the cloud can write only the present value
   * counts, and it is told when the next session has listened first.
   */
  close(): void {
    const { outbox } = this.#options;
    this.#session = undefined;
    outbox.rewind();
    for (const { resource } of outbox.withdraw(({ resource }) => this.#isSourceless(resource))) {
      this.#untold.add(resource);
    }
  }

  /** A sensor showed something worth a report. */
  reading(resource: string, value: Value, uptime: number): void {
    this.#options.outbox.add({ resource, value, uptime });
  }

  /** Sends as much as the session takes. */
  deliver(): void {
    const session = this.#session;
    if (session === undefined) return;
    const { outbox, clock, observe } = this.#options;
    if (this.#untold.size > 0 && clock.uptime() - this.#openedAt >= listening) this.#tell();
    for (;;) {
      const uptime = clock.uptime();
      const batch = outbox.take((taken, reading) => session.fits(taken, reading, uptime));
      if (batch.length === 0) return;
      if (!session.send(batch, uptime)) return outbox.putBack(batch);
      for (const { resource, value } of batch)
        observe({ event: "reported", resource, value, acknowledged: false });
    }
  }

  acknowledged(batch: readonly Reading[]): void {
    const { outbox, resources } = this.#options;
    outbox.release(batch);
    for (const { resource, value } of batch) {
      if (this.#isSourceless(resource) && resources.value(resource) === value) resources.known(resource);
      this.#options.observe({ event: "reported", resource, value, acknowledged: true });
    }
  }

  /**
   * The cloud wrote a resource. The value that holds afterwards is published back, which acknowledges an accepted write (CN-RES-5)
   * and takes a refused one back (CN-MOD-2: a publish sets `reported` and `set`).
   */
  written(alias: string, payload: string): void {
    const { resources, observe, log } = this.#options;
    const outcome = resources.write(alias, payload);
    const { value, accepted } = outcome;
    if (outcome.accepted) {
      observe({ event: "written", resource: alias, value, accepted });
      log.info("resource", `${alias} set to ${shown(value)}`);
    } else {
      observe({ event: "written", resource: alias, value, accepted, reason: outcome.reason });
      log.warning("resource", `${alias}: ${shown(value)} refused: ${outcome.reason}`);
    }
    const present = resources.value(alias);
    if (present !== undefined) this.#post(alias, present);
    this.deliver();
  }

  /** The outbox had to give a reading up. What no sensor will report again is told in the next session. */
  lost({ resource }: Reading): void {
    if (this.#isSourceless(resource)) {
      this.#untold.add(resource);
      return;
    }
    const count = (this.#lost.get(resource) ?? 0) + 1;
    this.#lost.set(resource, count);
    if (count === 1)
      this.#options.log.warning("outbox", `full: the oldest readings of ${resource} are given up`);
  }

  #tell(): void {
    // A copy: in a small outbox one of these can push out another, which then is untold again.
    for (const alias of [...this.#untold]) {
      const value = this.#options.resources.value(alias);
      if (value !== undefined) this.#post(alias, value);
    }
  }

  #sourceless(): string[] {
    return [...this.#options.resources.definitions.keys()].filter((alias) => this.#isSourceless(alias));
  }

  #isSourceless(alias: string): boolean {
    return this.#options.resources.definitions.get(alias)?.source === undefined;
  }

  #ownUp(): void {
    for (const [resource, count] of this.#lost) {
      this.#options.observe({ event: "lost", resource, count });
      this.#options.log.warning("outbox", `${count} readings of ${resource} were lost while offline`);
    }
    this.#lost.clear();
  }

  #post(resource: string, value: Value): void {
    this.#untold.delete(resource);
    this.#options.outbox.add({ resource, value, uptime: this.#options.clock.uptime() });
  }
}

function shown(value: Value): string {
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
