import Timer from "timer";
import type { Network, NetworkStatus } from "../../../firmware/ports/network.js";

/** Milliseconds that the link is gone in a restart. */
const pause = 100;

/** The computer's network: up from the first moment, and down only in a restart of its own. */
export class ComputerNetwork implements Network {
  #callbacks: Parameters<Network["start"]>[0] | undefined;
  #up = false;

  start(callbacks: Parameters<Network["start"]>[0]): void {
    this.#callbacks = callbacks;
    Timer.set(() => this.#rise());
  }

  restart(): void {
    trace(`@event ${JSON.stringify({ event: "network-restarted" })}\n`);
    Timer.set(() => {
      if (this.#up) {
        this.#up = false;
        this.#callbacks?.onDown("restarting");
      }
      Timer.set(() => this.#rise(), pause);
    });
  }

  status(): NetworkStatus {
    return this.#up
      ? { kind: "computer", stage: "up" }
      : { kind: "computer", stage: "link", reason: "restarting" };
  }

  #rise(): void {
    if (this.#up) return;
    this.#up = true;
    this.#callbacks?.onUp();
  }
}
