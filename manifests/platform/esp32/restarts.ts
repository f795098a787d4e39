import storage from "embedded:storage/key-value";
import { memoText } from "restart/memo-text";
import type { RestartReason, Restarts } from "../../../firmware/ports/restarts.js";
import type { Chip } from "./chip.js";

type Domain = ReturnType<typeof storage.open>;

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
 */
export class ChipRestarts implements Restarts {
  #chip: Chip;
  #domain: Domain | undefined;
  #reason: RestartReason | undefined;

  constructor(chip: Chip) {
    this.#chip = chip;
  }

  get reason(): RestartReason {
    this.#reason ??= this.#findOut();
    return this.#reason;
  }

  restart(): void {
    try {
      this.#opened().write("asked", "1");
    } catch {
      // Flash is full: the next run takes this restart for an abort, which is a wrong word and no harm.
    }
    this.#chip.restart();
  }

  readMemo(): string | undefined {
    if (this.reason === "power-on") return undefined;
    const memo = this.#opened().read("memo");
    return typeof memo === "string" ? memo : undefined;
  }

  writeMemo(text: string): void {
    this.#opened().write("memo", memoText(text));
  }

  #findOut(): RestartReason {
    const reason = reasons[this.#chip.resetReason()] ?? "unknown";
    const domain = this.#opened();
    const asked = domain.read("asked") !== undefined;
    if (asked) domain.delete("asked");
    return reason === "software" && !asked ? "abort" : reason;
  }

  #opened(): Domain {
    this.#domain ??= storage.open({ path: "restarts", format: "string" });
    return this.#domain;
  }
}
