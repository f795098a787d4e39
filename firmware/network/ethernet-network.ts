import { BackOff } from "../device/back-off.js";
import type { EthernetLink, EthernetLinkConstructor } from "../ports/ethernet-link.js";
import type { Network, NetworkOwner, NetworkStage, NetworkStatus } from "../ports/network.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";

export interface EthernetNetworkOptions {
  Ethernet: EthernetLinkConstructor;
  Timer: TimerPort;
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number;
}

/** Values of `EthernetLink.connection`. */
const linked = 400;
const addressed = 500;

/** Between two tries to start the interface, milliseconds; see `BackOff`. */
const rest = Object.freeze({ first: 2000, cap: 120_000, floor: 500, stable: 0 });
/** Down for so long in a restart that the other end notices, milliseconds. */
const downTime = 1000;

const nobody = Object.freeze({ onUp: () => undefined, onDown: () => undefined });

/** Ethernet by cable. The interface watches the cable itself; what is left to do is to start it, and to start it again. */
export class EthernetNetwork implements Network {
  #options: EthernetNetworkOptions;
  #backOff: BackOff;
  #callbacks: { onUp(): void; onDown(reason: string): void } = nobody;
  #link: EthernetLink | undefined;
  #timer: TimerHandle | undefined;
  #stage: NetworkStage = "link";
  #reason: string | undefined = "not started";
  #owner: NetworkOwner | undefined;

  constructor(options: EthernetNetworkOptions) {
    this.#options = options;
    this.#backOff = new BackOff({ ...rest, random: () => options.random() });
  }

  prepare(owner: NetworkOwner): void {
    this.#owner = owner;
  }

  start(callbacks: { onUp(): void; onDown(reason: string): void }): void {
    this.#callbacks = callbacks;
    this.#later(0);
  }

  restart(): void {
    // Not inside the call: whoever asks for it hears of it like of any other loss.
    this.#options.Timer.set(() => {
      this.#release();
      this.#settle("link", "taken down to begin anew");
      this.#later(downTime);
    });
  }

  status(): NetworkStatus {
    const address = this.#stage === "up" ? this.#link?.address : undefined;
    return {
      kind: "ethernet",
      stage: this.#stage,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      ...(address === undefined ? {} : { address }),
    };
  }

  #later(milliseconds: number): void {
    this.#options.Timer.clear(this.#timer);
    this.#timer = this.#options.Timer.set(() => this.#open(), milliseconds);
  }

  #open(): void {
    const { Ethernet, Timer } = this.#options;
    try {
      // Looked at from a timer: the interface must not be used inside its own callback.
      const link = new Ethernet({ onChanged: () => void Timer.set(() => this.#look(link)) });
      this.#link = link;
      this.#introduce(link);
      link.connect();
      this.#look(link);
    } catch (error) {
      this.#release();
      this.#settle("link", `the interface does not start: ${String(error)}`);
      this.#later(this.#backOff.next());
    }
  }

  #introduce(link: EthernetLink): void {
    if (this.#owner === undefined) return;
    const { hostname, log } = this.#owner;
    try {
      link.configure({ hostname });
    } catch (error) {
      // Better a device without its name than one without its network.
      log.warning("ethernet", `the host name ${hostname} was not taken: ${String(error)}`);
    }
  }

  #look(link: EthernetLink): void {
    if (link !== this.#link) return; // it was closed while its news was on the way
    const { connection } = link;
    if (connection >= addressed) return this.#settle("up", undefined);
    if (connection >= linked) return this.#settle("address", "no address yet");
    this.#settle("link", "no cable, or nobody at its other end");
  }

  #settle(stage: NetworkStage, reason: string | undefined): void {
    const was = this.#stage;
    this.#stage = stage;
    this.#reason = reason;
    if (stage === "up" && was !== "up") {
      this.#backOff.stood(rest.stable);
      this.#callbacks.onUp();
    } else if (stage !== "up" && was === "up") this.#callbacks.onDown(reason ?? "lost");
  }

  #release(): void {
    const link = this.#link;
    this.#link = undefined;
    try {
      link?.close();
    } catch {
      // It did not start properly; there is nothing to close.
    }
  }
}
