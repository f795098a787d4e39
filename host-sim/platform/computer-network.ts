import Timer from "timer";
import type { Network, NetworkStatus } from "../../firmware/ports/network.js";
import { host } from "../engine/inside/host.js";

/** Milliseconds that the link is gone in a restart. */
const pause = 100;

/** The computer's network as a device's link: up from the first moment, and down only while it is restarted, which is an event. */
export class ComputerNetwork implements Network {
  #callbacks: Parameters<Network["start"]>[0] | undefined;
  #status: NetworkStatus = { kind: "computer", stage: "link", reason: "not started" };

  start(callbacks: Parameters<Network["start"]>[0]): void {
    this.#callbacks = callbacks;
    Timer.set(() => this.#up());
  }

  restart(): void {
    host.emit({ event: "network-restarted" });
    Timer.set(() => {
      if (this.#status.stage === "up") {
        this.#status = { kind: "computer", stage: "link", reason: "restarting" };
        this.#callbacks?.onDown("restarting");
      }
      Timer.set(() => this.#up(), pause);
    });
  }

  status(): NetworkStatus {
    return this.#status;
  }

  #up(): void {
    if (this.#status.stage === "up") return;
    this.#status = { kind: "computer", stage: "up" };
    this.#callbacks?.onUp();
  }
}
