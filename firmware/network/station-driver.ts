import type { Log } from "../device/log.js";
import type { NetworkOwner } from "../ports/network.js";
import type { TimerPort } from "../ports/timer.js";
import type { WiFiStation, WiFiStationConstructor } from "../ports/wifi-station.js";

export interface StationDriverOptions {
  WiFi: WiFiStationConstructor;
  Timer: TimerPort;
  /** Until the device has given its own. */
  log: Log;
  /** Something changed; never inside a call of the station's. */
  onChanged(): void;
}

/** The one station of the chip: opened when it is first needed, tried again where it did not start, and told its name. */
export class StationDriver {
  #options: StationDriverOptions;
  #station: WiFiStation | undefined;
  #fault = "";
  #hostname: string | undefined;
  #log: Log;

  constructor(options: StationDriverOptions) {
    this.#options = options;
    this.#log = options.log;
  }

  /** Why the driver did not start. */
  get fault(): string {
    return this.#fault;
  }

  /** The station, where it has been opened. */
  get station(): WiFiStation | undefined {
    return this.#station;
  }

  /** From the next time that it is opened. */
  prepare({ hostname, log }: NetworkOwner): void {
    this.#hostname = hostname;
    this.#log = log;
  }

  /** Undefined, with the fault, where the driver does not start; the next call tries it again. */
  open(): WiFiStation | undefined {
    if (this.#station !== undefined) return this.#station;
    const { WiFi, Timer, onChanged } = this.#options;
    try {
      // The station must not be used inside its own callback, so every change is looked at from a timer.
      this.#station = new WiFi({ onChanged: () => void Timer.set(onChanged) });
      this.#introduce(this.#station);
    } catch (error) {
      // Failure story: too little memory for the driver's buffers. An exception here restarted the board before its console could tell why.
      this.#fault = String(error);
    }
    return this.#station;
  }

  #introduce(station: WiFiStation): void {
    const hostname = this.#hostname;
    if (hostname === undefined) return;
    try {
      station.configure({ hostname });
    } catch (error) {
      // Better a device without its name than one without its network.
      this.#log.warning("wifi", `the host name ${hostname} was not taken: ${String(error)}`);
    }
  }
}
