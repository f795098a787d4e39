import { setTimeout as sleep } from "node:timers/promises";
import { Transport } from "esptool-js";

/** The rest of an answer follows its first byte at once, milliseconds. */
const restOfAnswer = 3000;

/** esptool-js's transport without its trace, which goes to the console asked or not, and with an end to its waiting. */
export class QuietTransport extends Transport {
  #stopped = false;

  override trace(): void {}

  /** Nobody waits for an answer any more: not for two minutes either, as for that to an erase. */
  stop(): void {
    this.#stopped = true;
  }

  override async read(timeout: number): Promise<Uint8Array> {
    const deadline = performance.now() + timeout;
    while (this.inWaiting() === 0 && performance.now() < deadline && !this.#stopped) await sleep(1);
    if (this.#stopped) throw new Error("the line to the board is closed");
    return await super.read(Math.min(timeout, restOfAnswer));
  }
}
