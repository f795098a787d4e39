import WiFi from "embedded:network/interface/wifi";
import Timer from "timer";
import type { Network, NetworkStatus } from "../../../firmware/ports/network.js";

export interface WiFiOptions {
  /** Undefined: there is no network to join. */
  SSID: string | undefined;
  /** Empty for an open network. Never logged. */
  password: string;
  /** Milliseconds between two tries. */
  retry: number;
  log(line: string): void;
}

/** States of `WiFi.connection`. */
const disconnected = 200;
const linked = 400;
const reachable = 500;

/** Joins a network and joins it again whenever it is lost; the SDK's interface does the first and leaves the second to its user. */
export class WiFiLink implements Network {
  #options: WiFiOptions;
  #wifi: WiFi | undefined;
  #callbacks: Parameters<Network["start"]>[0] | undefined;
  #up = false;
  #retry: Timer | undefined;

  constructor(options: WiFiOptions) {
    this.#options = options;
  }

  start(callbacks: Parameters<Network["start"]>[0]): void {
    const { SSID, log } = this.#options;
    if (SSID === undefined) return log("error wifi: not connecting: the configuration has no ssid");
    this.#callbacks = callbacks;
    // The interface must not be told to connect inside its own callback, so everything happens from timers.
    const wifi = new WiFi({ onChanged: () => void Timer.set(() => this.#look(wifi)) });
    this.#wifi = wifi;
    Timer.set(() => (wifi.connection > disconnected ? this.#look(wifi) : this.#join(wifi)));
  }

  restart(): void {
    this.#wifi?.disconnect();
  }

  status(): NetworkStatus {
    const { SSID } = this.#options;
    if (SSID === undefined) return { kind: "wifi", stage: "link", reason: "no Wi-Fi network is set" };
    const wifi = this.#wifi;
    const connection = wifi?.connection ?? 0;
    const stage = connection >= reachable ? "up" : connection >= linked ? "address" : "link";
    const { address } = wifi ?? {};
    return {
      kind: "wifi",
      stage,
      ssid: SSID,
      ...(address === undefined ? {} : { address: String(address) }),
    };
  }

  #look(wifi: WiFi): void {
    const { connection } = wifi;
    if (connection < reachable && this.#up) {
      this.#up = false;
      this.#callbacks?.onDown("the Wi-Fi network is gone");
    }
    if (connection <= disconnected) return this.#joinLater(wifi);
    if (connection < reachable || this.#up) return;
    this.#up = true;
    this.#options.log(`info wifi: connected to ${String(this.#options.SSID)}`);
    this.#callbacks?.onUp();
  }

  #joinLater(wifi: WiFi): void {
    this.#retry ??= Timer.set(() => this.#join(wifi), this.#options.retry);
  }

  #join(wifi: WiFi): void {
    const { SSID = "", password, log } = this.#options;
    this.#retry = undefined;
    try {
      wifi.connect(password === "" ? { SSID } : { SSID, password });
    } catch (error) {
      log(`warning wifi: ${String(error)}`);
      this.#joinLater(wifi);
    }
  }
}
