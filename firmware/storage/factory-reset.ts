import type { FlashRegion } from "../ports/flash.js";
import type { KeyValueDomain, KeyValuePort } from "../ports/key-value.js";

export interface FactoryResetOptions {
  readonly keyValue: KeyValuePort;
  /** Readings on their way, where they are kept in flash; asked for when it is to be erased only. */
  outbox(): FlashRegion | undefined;
  /** Clears the words that live through a restart. */
  clearMemo(): void;
}

/** Everything that the firmware keeps by key: the values that the cloud wrote and its last commands; then settings, credentials, networks and records. */
const home = "bowline";
const domains = Object.freeze(["values", "commands", home]);
const marker = "erasing";
/** What the marker says is left. */
const everything = "1";
const readings = "outbox";

/**
 * Erases all that a device was told or learnt. Asked for in one run and carried out at the beginning of the next, before anything that might write
 * again has begun. A power cut in between does no harm: the marker is the last thing to go, and the next start goes on.
 *
 * Failure story: a block of readings is worn out and cannot be erased. Secrets go first, so that it does not keep them; and the marker then asks
 * for the readings alone, so that the tries to come leave what the device is told from now on.
 */
export class FactoryReset {
  #options: FactoryResetOptions;

  constructor(options: FactoryResetOptions) {
    this.#options = options;
  }

  /** Asks for it; the device restarts next. Throws where flash fails. */
  request(): void {
    this.#open(home).write(marker, everything);
  }

  /** Carries out what was asked for, at start. True where there was something to do; throws where flash fails, and is tried at the next start. */
  finish(): boolean {
    const left = this.#open(home).read(marker);
    if (left === undefined) return false;
    if (left !== readings) this.#eraseDomains();
    const outbox = this.#outbox();
    for (let block = 0; block < (outbox?.blocks ?? 0); block++) outbox?.erase(block);
    this.#open(home).delete(marker);
    return true;
  }

  #eraseDomains(): void {
    for (const path of domains) {
      const domain = this.#open(path);
      // A copy: a key must not go while the keys are walked through.
      for (const key of [...domain]) if (key !== marker) domain.delete(key);
    }
    this.#options.clearMemo();
    this.#open(home).write(marker, readings);
  }

  #outbox(): FlashRegion | undefined {
    try {
      return this.#options.outbox();
    } catch {
      return undefined; // the board has no partition for it: readings were in memory
    }
  }

  #open(path: string): KeyValueDomain {
    return this.#options.keyValue.open({ path, format: "string" });
  }
}
