import type { KeyValueDomain } from "../../../firmware/ports/key-value.js";
import type { RestartReason, Restarts } from "../../../firmware/ports/restarts.js";

export interface ChipRestartsOptions {
  readonly chip: {
    /** As ESP-IDF numbers it (`esp_reset_reason_t`). */
    resetReason(): number;
    restart(): void;
  };
  /** The domain of its own; called at the first use, and again after it has thrown. */
  open(): Pick<KeyValueDomain, "read" | "write" | "delete">;
  /** Cuts a text to what a memo holds. */
  shorten(text: string): string;
}

/** `esp_reset_reason_t` of ESP-IDF, in its order; what is missing at the end (a debugger, the fuses) is unknown. */
const reasons: readonly RestartReason[] = Object.freeze([
  "unknown",
  "power-on",
  "power-on", // the reset pin
  "software",
  "abort", // a panic of native code
  "watchdog", // of the interrupts
  "watchdog", // of the tasks
  "watchdog",
  "deep-sleep",
  "brown-out",
]);

/**
 * Restarts of the chip. The memo lies in NVS: written some few times a run it wears nothing out, and unlike the chip's own memory it can be
 * reached without native code. It counts as gone after power-on all the same, as the port promises.
 *
 * XS ends an aborted machine with the same call as `restart`, and the chip calls both "software". So `restart` leaves a mark, and a restart by
 * software without it was an abort.
 *
 * NVS that fails costs the memo and the mark: all this comes before the console, and the device must get as far as to say what is wrong.
 */
export class ChipRestarts implements Restarts {
  #options: ChipRestartsOptions;
  #domain: ReturnType<ChipRestartsOptions["open"]> | undefined;
  #reason: RestartReason | undefined;

  constructor(options: ChipRestartsOptions) {
    this.#options = options;
  }

  get reason(): RestartReason {
    this.#reason ??= this.#findOut();
    return this.#reason;
  }

  restart(): void {
    try {
      this.#opened().write("asked", "1");
    } catch {
      // Flash is full or fails: the next run takes this restart for an abort, which is a wrong word and no harm.
    }
    this.#options.chip.restart();
  }

  readMemo(): string | undefined {
    if (this.reason === "power-on") return undefined;
    try {
      return this.#opened().read("memo");
    } catch {
      return undefined;
    }
  }

  /** Throws where flash fails. */
  writeMemo(text: string): void {
    this.#opened().write("memo", this.#options.shorten(text));
  }

  #findOut(): RestartReason {
    const reason = reasons[this.#options.chip.resetReason()] ?? "unknown";
    try {
      const domain = this.#opened();
      const asked = domain.read("asked") !== undefined;
      if (asked) domain.delete("asked");
      return reason === "software" && !asked ? "abort" : reason;
    } catch {
      return reason === "software" ? "unknown" : reason; // nobody can say whether it was asked for
    }
  }

  #opened(): ReturnType<ChipRestartsOptions["open"]> {
    this.#domain ??= this.#options.open();
    return this.#domain;
  }
}
