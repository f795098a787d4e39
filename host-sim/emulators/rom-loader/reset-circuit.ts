import type { TimerHandle, TimerPort } from "../../../firmware/ports/timer.js";

/** The two outputs of a serial port that reach the chip; true is asserted, which is a low level. */
export interface Signals {
  readonly dtr: boolean;
  readonly rts: boolean;
}

/**
 * How a board connects them to EN (low holds the chip in reset) and IO0 (low at the end of a reset starts the loader).
 *
 * - `transistors`: two of them, as on most boards. Asserted alone, RTS pulls EN and DTR pulls IO0; both together do nothing, so
 *   that a terminal that asserts both resets nothing.
 * - `direct`: RTS is EN and DTR is IO0.
 */
export type Wiring = "transistors" | "direct";

const levels: Readonly<Record<Wiring, (signals: Signals) => { en: boolean; io0: boolean }>> = Object.freeze({
  transistors: ({ dtr, rts }) => ({ en: !rts || dtr, io0: !dtr || rts }),
  direct: ({ dtr, rts }) => ({ en: !rts, io0: !dtr }),
});

/** How the chip starts: its application from flash, or the loader in its ROM. */
export type BootMode = "run" | "download";

/**
 * EN and IO0 of a board. The capacitor at EN lets the chip start some milliseconds after the line was released, and IO0 is read at
 * that moment: clients that change one signal after the other depend on it.
 */
export class ResetCircuit {
  readonly #wiring: Wiring;
  readonly #timer: TimerPort;
  readonly #delay: number;
  readonly #onReset: () => void;
  readonly #onStart: (mode: BootMode) => void;
  #signals: Signals = { dtr: false, rts: false };
  #inReset = false;
  #rising: TimerHandle | undefined;

  constructor(options: {
    wiring: Wiring;
    timer: TimerPort;
    /** Milliseconds from the release of EN to the start of the chip. */
    delay: number;
    onReset: () => void;
    onStart: (mode: BootMode) => void;
  }) {
    this.#wiring = options.wiring;
    this.#timer = options.timer;
    this.#delay = options.delay;
    this.#onReset = options.onReset;
    this.#onStart = options.onStart;
  }

  set(signals: Signals): void {
    this.#signals = signals;
    const { en } = levels[this.#wiring](signals);
    if (!en) {
      this.#timer.clear(this.#rising);
      this.#rising = undefined;
      if (!this.#inReset) this.#onReset();
      this.#inReset = true;
    } else if (this.#inReset && this.#rising === undefined) {
      this.#rising = this.#timer.set(() => this.#start(), this.#delay);
    }
  }

  close(): void {
    this.#timer.clear(this.#rising);
    this.#rising = undefined;
  }

  #start(): void {
    this.#rising = undefined;
    this.#inReset = false;
    this.#onStart(levels[this.#wiring](this.#signals).io0 ? "run" : "download");
  }
}
