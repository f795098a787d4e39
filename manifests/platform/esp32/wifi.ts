import WiFi from "embedded:network/interface/wifi";
import Timer from "timer";

export interface WiFiOptions {
  SSID: string;
  /** Empty for an open network. Never logged. */
  password: string;
  /** Milliseconds between two tries. */
  retry: number;
  /** Comes once, when the first address is there. */
  onUp(): void;
  log(line: string): void;
}

/** States of `WiFi.connection`. */
const disconnected = 200;
const reachable = 500;

/** Joins a network and joins it again whenever it is lost; the SDK's interface does the first and leaves the second to its user. */
export class WiFiLink {
  #options: WiFiOptions;
  #wifi: WiFi;
  #up = false;
  #retry: Timer | undefined;

  constructor(options: WiFiOptions) {
    this.#options = options;
    // The interface must not be told to connect inside its own callback, so everything happens from timers.
    this.#wifi = new WiFi({ onChanged: () => void Timer.set(() => this.#look()) });
    Timer.set(() => (this.#wifi.connection > disconnected ? this.#look() : this.#join()));
  }

  #look(): void {
    const { connection } = this.#wifi;
    if (connection <= disconnected) return this.#joinLater();
    if (connection < reachable || this.#up) return;
    this.#up = true;
    this.#options.log(`info wifi: connected to ${this.#options.SSID}`);
    this.#options.onUp();
  }

  #joinLater(): void {
    this.#retry ??= Timer.set(() => this.#join(), this.#options.retry);
  }

  #join(): void {
    const { SSID, password, log } = this.#options;
    this.#retry = undefined;
    try {
      this.#wifi.connect(password === "" ? { SSID } : { SSID, password });
    } catch (error) {
      log(`warning wifi: ${String(error)}`);
      this.#joinLater();
    }
  }
}
