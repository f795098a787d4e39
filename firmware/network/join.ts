import type { WiFiCredentials } from "../ports/network.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import { connecting, linked, usable, type WiFiStation } from "../ports/wifi-station.js";

/** How one try ended. */
export type JoinOutcome = "joined" | "no-link" | "no-address";

export interface JoinOptions {
  station: WiFiStation;
  Timer: TimerPort;
  network: WiFiCredentials;
  /** The link stands; the address is still to come. */
  onLinked(): void;
  /** Comes once, never inside the constructor. */
  onEnd(outcome: JoinOutcome): void;
}

/** Between hanging up and the next try, milliseconds: an event of the connection before may still be on its way. */
const settling = 500;

/** For the access point, and then for DHCP, milliseconds. */
const patience = Object.freeze({ link: 15_000, address: 15_000 });

/** One try to get into one network. */
export class Join {
  #options: JoinOptions;
  #timer: TimerHandle | undefined;
  #phase: "settling" | "linking" | "addressing" | "over" = "settling";

  constructor(options: JoinOptions) {
    this.#options = options;
    try {
      options.station.disconnect();
    } catch {
      // Whether the station works shows in `connect`, which is guarded as well and leads to a later try.
    }
    this.#timer = options.Timer.set(() => this.#connect(), settling);
  }

  /** The station has changed; not to be called inside its callback. */
  changed(): void {
    if (this.#phase === "settling" || this.#phase === "over") return;
    const { connection } = this.#options.station;
    if (connection >= usable) return this.#end("joined");
    if (connection >= linked) return this.#await();
    // That is the access point's answer, or the end of a link that had no address yet.
    if (connection < connecting) this.#end("no-link");
  }

  /** Gives the try up; `onEnd` does not come any more. */
  cancel(): void {
    this.#phase = "over";
    this.#options.Timer.clear(this.#timer);
  }

  #connect(): void {
    const { station, network, Timer } = this.#options;
    const password = network.passphrase.reveal();
    this.#phase = "linking";
    this.#timer = Timer.set(() => this.#end("no-link"), patience.link);
    try {
      station.connect(password === "" ? { SSID: network.ssid } : { SSID: network.ssid, password });
    } catch {
      this.#end("no-link");
    }
  }

  #await(): void {
    if (this.#phase === "addressing") return;
    const { Timer, onLinked } = this.#options;
    this.#phase = "addressing";
    Timer.clear(this.#timer);
    this.#timer = Timer.set(() => this.#end("no-address"), patience.address);
    onLinked();
  }

  #end(outcome: JoinOutcome): void {
    if (this.#phase === "over") return;
    this.cancel();
    this.#options.onEnd(outcome);
  }
}
