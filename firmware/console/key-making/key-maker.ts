import type { Clock } from "../../device/clock.js";
import type { TimerHandle, TimerPort } from "../../ports/timer.js";
import { requestFor } from "./certificate-request.js";
import type { Entropy } from "./prime-search.js";
import { makeRSAKey, pkcs8Of } from "./rsa-key.js";

/** A key that never leaves the device, and the request for its certificate. */
export interface MadeKey {
  /** PKCS#8, DER. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** PKCS#10, DER. */
  readonly request: Uint8Array<ArrayBuffer>;
}

export interface KeyMakerOptions {
  readonly Timer: TimerPort;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** The common name of the certificate to come. */
  readonly identity: string;
  /** Comes now and then while the work goes on. */
  onProgress(): void;
  /** Comes once, never inside the constructor; a text says why there is no key. */
  onDone(made: MadeKey | string): void;
}

/** One turn computes so long at most, milliseconds, and one step more: readings, keep-alive and the watchdog go on in between. */
const turn = 20;
/** Between two turns, milliseconds: others come first. */
const pause = 10;
/** Between two calls of `onProgress`, milliseconds. */
const progress = 5000;
/** Some chips need minutes, none that long, milliseconds. */
const patience = 1_800_000;

/** Makes a key beside everything else that the device does. */
export class KeyMaker {
  #options: KeyMakerOptions;
  #work: Generator<undefined, MadeKey>;
  #timer: TimerHandle | undefined;
  #startedAt: number;
  #toldAt: number;

  constructor(options: KeyMakerOptions) {
    this.#options = options;
    this.#work = work(options);
    this.#startedAt = options.clock.uptime();
    this.#toldAt = this.#startedAt;
    this.#timer = options.Timer.set(() => this.#turn());
  }

  /** Gives it up; `onDone` does not come any more. */
  close(): void {
    this.#options.Timer.clear(this.#timer);
    this.#timer = undefined;
  }

  #turn(): void {
    const { Timer, clock, onProgress, onDone } = this.#options;
    const began = clock.uptime();
    try {
      do {
        const step = this.#work.next();
        if (step.done === true) return onDone(step.value);
      } while (clock.uptime() - began < turn);
    } catch (error) {
      return onDone(error instanceof Error ? error.message : String(error));
    }
    if (began - this.#startedAt > patience) return onDone("the key took too long to make; try again");
    if (began - this.#toldAt >= progress) {
      this.#toldAt = began;
      onProgress();
    }
    if (this.#timer !== undefined) this.#timer = Timer.set(() => this.#turn(), pause);
  }
}

function* work({ entropy, identity }: KeyMakerOptions): Generator<undefined, MadeKey> {
  const key = yield* makeRSAKey(entropy);
  const request = yield* requestFor(identity, key);
  return { key: pkcs8Of(key), request };
}

// An object that comes with a generator function; nothing may be left to change in modules that are linked into ROM.
Object.freeze(work.prototype);
