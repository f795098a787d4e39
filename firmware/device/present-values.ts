import type { CloudSession } from "../cloud/cloud-adapter.js";
import type { Reading } from "../outbox/outbox.js";
import type { ResourceSet } from "../resources/resource-set.js";

export interface PresentValuesOptions {
  resources: ResourceSet;
  /** Milliseconds. */
  uptime(): number;
  /** A value has left, or the cloud has it. */
  onReported(reading: Reading, acknowledged: boolean): void;
}

/**
 * How long a session leaves the word to the cloud before the device tells present values by itself, milliseconds: what was
 * written while the device was away comes first (CN-MOD-3). A publish of the device's old value would overwrite it (CN-MOD-2),
 * and a link that breaks in that moment would lose the write for good, since it travels at QoS 0 (CN-SES-8).
 */
const listening = 1000;

/**
 * Values that no sensor reports: what the cloud can write, above all. They are no history, only the present one counts; so they are told
 * when they are new to the cloud, as they are at that moment, without a time of their own and without a place in the outbox.
 */
export class PresentValues {
  #options: PresentValuesOptions;
  #openedAt = 0;
  /** Resources whose present value the cloud has yet to be told. */
  #untold: Set<string>;
  /** Those that have just been written: told without listening first, which acknowledges the write (CN-RES-5). */
  #answers = new Set<string>();
  #onTheirWay = new Set<readonly Reading[]>();

  constructor(options: PresentValuesOptions) {
    this.#options = options;
    const { resources } = options;
    this.#untold = new Set(this.#all().filter((alias) => !resources.isKnown(alias)));
  }

  /** The device is new to its cloud, which knows none of its values. */
  introduce(): void {
    this.#untold = new Set(this.#all());
  }

  /** The cloud wrote it: the value that holds now is the answer. */
  answer(alias: string): void {
    this.#answers.add(alias);
  }

  open(): void {
    this.#openedAt = this.#options.uptime();
  }

  /** What was not acknowledged is told in the next session, as it is then. */
  close(): void {
    for (const batch of this.#onTheirWay) for (const { resource } of batch) this.#untold.add(resource);
    for (const alias of this.#answers) this.#untold.add(alias);
    this.#onTheirWay.clear();
    this.#answers.clear();
  }

  /** Sends what is due; false where the session has no room for all of it. */
  deliver(session: CloudSession): boolean {
    if (!this.#send(session, this.#answers)) return false;
    if (this.#options.uptime() - this.#openedAt < listening) return true;
    return this.#send(session, this.#untold);
  }

  /** The cloud has a batch; false where it was none of these. */
  acknowledged(batch: readonly Reading[]): boolean {
    if (!this.#onTheirWay.delete(batch)) return false;
    const { resources, onReported } = this.#options;
    for (const reading of batch) {
      if (resources.value(reading.resource) === reading.value) resources.known(reading.resource);
      onReported(reading, true);
    }
    return true;
  }

  #send(session: CloudSession, due: Set<string>): boolean {
    const uptime = this.#options.uptime();
    while (due.size > 0) {
      const batch = this.#next(session, due, uptime);
      if (batch.length === 0) return true;
      this.#onTheirWay.add(batch);
      const isSent = session.send(batch, uptime);
      // Gone where the session ended inside `send`: then all of it is due again already.
      if (!this.#onTheirWay.has(batch)) return false;
      if (!isSent) {
        this.#onTheirWay.delete(batch);
        return false;
      }
      for (const reading of batch) {
        due.delete(reading.resource);
        this.#untold.delete(reading.resource);
        this.#options.onReported(reading, false);
      }
    }
    return true;
  }

  /** As many as go into one message. What has no value yet is due no more. */
  #next(session: CloudSession, due: Set<string>, uptime: number): Reading[] {
    const batch: Reading[] = [];
    for (const resource of due) {
      const value = this.#options.resources.value(resource);
      if (value === undefined) {
        due.delete(resource);
        continue;
      }
      const reading = { resource, value, uptime };
      if (batch.length > 0 && !session.fits(batch, reading, uptime)) break;
      batch.push(reading);
    }
    return batch;
  }

  #all(): string[] {
    const aliases: string[] = [];
    for (const [alias, { source }] of this.#options.resources.definitions)
      if (source === undefined) aliases.push(alias);
    return aliases;
  }
}
