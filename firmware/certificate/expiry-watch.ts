import type { TimerPort } from "../ports/timer.js";

/** Whose certificate: the server's path up to its root, or the device's own. */
export type CertificateOwner = "server" | "device";

export interface ExpiryWatchOptions {
  Timer: TimerPort;
  /** Milliseconds since 1970. */
  now(): number;
  /** A certificate ends soon, or has ended: `notAfter` in milliseconds since 1970. */
  onEnding(which: CertificateOwner, notAfter: number): void;
}

const day = 86_400_000;
const notice = 30 * day;

/**
 * Says in time that a certificate ends: from 30 days before, once a day as long as it is in use. A session may last for months, so the watch
 * goes on between the handshakes; what was renewed is forgotten.
 */
export class ExpiryWatch {
  #options: ExpiryWatchOptions;
  #ends = new Map<CertificateOwner, number>();
  /** When each was told last. */
  #told = new Map<CertificateOwner, number>();

  constructor(options: ExpiryWatchOptions) {
    this.#options = options;
    options.Timer.set(() => this.#look(), day, day);
  }

  /** A certificate is in use from now on, in place of the one before. */
  uses(which: CertificateOwner, notAfter: number): void {
    if (this.#ends.get(which) !== notAfter) this.#told.delete(which);
    this.#ends.set(which, notAfter);
    this.#look();
  }

  #look(): void {
    const now = this.#options.now();
    for (const [which, notAfter] of this.#ends) {
      if (notAfter - now > notice || now - (this.#told.get(which) ?? -Infinity) < day) continue;
      this.#told.set(which, now);
      this.#options.onEnding(which, notAfter);
    }
  }
}
