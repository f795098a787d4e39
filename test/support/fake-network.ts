import type { Network, NetworkStatus } from "../../firmware/ports/network.js";

/** A link that a test holds in its hands. */
export class FakeNetwork implements Network {
  restarts = 0;
  #status: NetworkStatus = { kind: "wifi", stage: "link", reason: "no access point" };
  #callbacks: Parameters<Network["start"]>[0] | undefined;

  start(callbacks: Parameters<Network["start"]>[0]): void {
    this.#callbacks = callbacks;
  }

  restart(): void {
    this.restarts += 1;
  }

  status(): NetworkStatus {
    return this.#status;
  }

  up(): void {
    if (this.#callbacks === undefined) throw new Error("the network was not started");
    this.#status = { kind: "wifi", stage: "up", ssid: "home" };
    this.#callbacks.onUp();
  }

  down(reason = "no access point"): void {
    this.#status = { kind: "wifi", stage: "link", reason };
    this.#callbacks?.onDown(reason);
  }
}
