import type { Clock } from "./clock.js";
import type { Stage } from "./device-status.js";

/** What a failed try says about the network between the device and everybody else. */
export type Evidence =
  /** A host answered, if only to refuse: the network works. */
  | "answered"
  /** Nobody did. */
  | "silence"
  /** Nothing: the try ended inside the device. */
  | "none";

/** From the mildest to the strongest; each is taken before a try. */
export type RecoveryStep =
  /** A new connection, name resolved anew. */
  | "socket"
  /** Asks the time server first, which is somebody else than the cloud. */
  | "session"
  /** Takes the link down and up again. */
  | "network"
  /** Restarts the chip. */
  | "chip";

export interface RecoveryOptions {
  clock: Clock;
  /** Milliseconds of silence before the network is restarted; doubled with each restart that did not help. */
  networkAfter: number;
  /** Milliseconds of silence before the chip is restarted, doubled likewise, a day at most; 0 never. */
  restartAfter: number;
  /** Restarts of the chip in a row that did not help. */
  recoveries: number;
  /** The time server has answered since power-on: only then does its silence mean anything. */
  hasReached: boolean;
}

const evidenceOf: Readonly<Record<Stage, Evidence>> = Object.freeze({
  link: "silence",
  address: "silence",
  time: "answered", // TLS was reached and found the clock wrong
  dns: "silence",
  tcp: "silence",
  tls: "answered",
  mqtt: "answered",
  activation: "answered",
  login: "answered",
  online: "none", // a session that was lost: whether anybody is left shows at the next try
});

/** Tries in a row without an answer before others are asked, and between two such questions. */
const triesBeforeQuestion = 3;
/** Silences of the time server before it is believed that nobody answers. */
const enoughSilences = 3;
/** Restarts of the network that come before one of the chip. */
const enoughNetworkRestarts = 2;
const day = 86_400_000;

interface Rung {
  readonly step: RecoveryStep;
  readonly isDue: (recovery: Recovery) => boolean;
}

/** The strongest step first; the first that is due is taken. */
const ladder: readonly Rung[] = Object.freeze<Rung[]>(
  [
    { step: "chip", isDue: (recovery) => recovery.needsChip },
    { step: "network", isDue: (recovery) => recovery.needsNetwork },
    { step: "session", isDue: (recovery) => recovery.needsQuestion },
    { step: "socket", isDue: () => true },
  ],
  true,
);

/**
 * Decides how much is begun anew before the next try. Steps grow with silence, not with failures: a cloud that refuses, or whose
 * certificate has expired, has answered, and nothing of the device's own needs mending. The network is restarted only after the time
 * server was asked and said nothing either.
 *
 * The chip is restarted only where all of this holds, so never because the cloud alone is away:
 *
 * - no host at all has answered for `restartAfter`: no connection stood, the time server, which answers others, said nothing three times;
 * - the time server has answered since power-on, so its silence is news;
 * - two restarts of the network did not help.
 */
export class Recovery {
  #options: RecoveryOptions;
  /** Uptime of the last answer, milliseconds. */
  #heardAt: number;
  #hasReached: boolean;
  #recoveries: number;
  #tries = 0;
  #silences = 0;
  #networkRestarts = 0;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#heardAt = options.clock.uptime();
    this.#hasReached = options.hasReached;
    this.#recoveries = options.recoveries;
  }

  /** A try has ended in `stage`. */
  failed(stage: Stage): void {
    const evidence = evidenceOf[stage];
    if (evidence === "answered") return this.answered();
    if (evidence === "silence") this.#tries += 1;
    // Without a link the time server need not be asked to be silent.
    if (stage === "link" || stage === "address") this.#silences += 1;
  }

  /** Somebody has answered: the cloud, or the time server. */
  answered(): void {
    this.#heardAt = this.#options.clock.uptime();
    this.#tries = 0;
    this.#silences = 0;
    this.#networkRestarts = 0;
  }

  /** What the time server said to a question. */
  timeServer(answered: boolean): void {
    if (answered) {
      this.#hasReached = true;
      this.answered();
    } else {
      this.#silences += 1;
    }
  }

  /** The cloud has accepted the device. */
  online(): void {
    this.#recoveries = 0;
    this.answered();
  }

  /** What comes before the next try; a step that is taken is not due again at once. */
  next(): RecoveryStep {
    const step = ladder.find(({ isDue }) => isDue(this))?.step ?? "socket";
    if (step === "network") this.#networkRestarts += 1;
    if (step === "session" || step === "network") this.#tries = 0;
    return step;
  }

  get needsQuestion(): boolean {
    return this.#tries >= triesBeforeQuestion || this.#isNetworkDue;
  }

  get needsNetwork(): boolean {
    return this.#isNetworkDue && this.#silences > 0;
  }

  get needsChip(): boolean {
    const { restartAfter } = this.#options;
    if (restartAfter === 0 || !this.#hasReached) return false;
    if (this.#silences < enoughSilences || this.#networkRestarts < enoughNetworkRestarts) return false;
    return this.#silence >= Math.min(day, restartAfter * 2 ** Math.min(this.#recoveries, 30));
  }

  get #isNetworkDue(): boolean {
    const { networkAfter } = this.#options;
    return this.#silence >= networkAfter * (2 ** this.#networkRestarts * 2 - 1);
  }

  /** Milliseconds since anybody answered. */
  get #silence(): number {
    return this.#options.clock.uptime() - this.#heardAt;
  }
}
