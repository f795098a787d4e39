import type { TimerHandle, TimerPort } from "../../firmware/ports/timer.js";
import type { FoundNetwork, WiFiStation } from "../../firmware/ports/wifi-station.js";
import type { Air } from "./air.js";

export interface StationModelOptions {
  Timer: TimerPort;
  air: Pick<Air, "knock" | "sightings">;
  onChanged?: (() => void) | undefined;
}

/** Of ESP-IDF's network interfaces, bytes. */
const longestHostname = 32;

/** How long things take, milliseconds. */
const takes = { link: 300, address: 200, scan: 800, farewell: 100, look: 1000 };

/**
 * A Wi-Fi station with the manners of the ESP32's: the end of a connection is told a little later, and it ends whatever try has been
 * begun by then; a second `connect` throws; a scan throws while a connection is being made; nobody says why a try failed.
 */
export class StationModel implements WiFiStation {
  #options: StationModelOptions;
  #connection = 200;
  #network: { SSID: string; password: string } | undefined;
  #timer: TimerHandle | undefined;
  #watch: TimerHandle | undefined;
  #scanning = false;
  #hostname = "espressif";

  constructor(options: StationModelOptions) {
    this.#options = options;
  }

  get connection(): number {
    return this.#connection;
  }

  get address(): string | undefined {
    return this.#connection === 500 ? "127.0.0.1" : undefined;
  }

  get RSSI(): number | undefined {
    const ssid = this.#connection >= 400 ? this.#network?.SSID : undefined;
    return this.#options.air.sightings().find(({ SSID }) => SSID === ssid)?.RSSI;
  }

  /** Under which it asked for its address, or will. */
  get hostname(): string {
    return this.#hostname;
  }

  configure({ hostname }: { hostname: string }): void {
    if (hostname.length > longestHostname) throw new Error("set hostname failed");
    this.#hostname = hostname;
  }

  connect({ SSID, password = "" }: { SSID: string; password?: string }): void {
    if (this.#connection === 300) throw new Error("already connecting");
    this.#network = { SSID, password };
    this.#connection = 300;
    this.#after(takes.link, () => {
      const reception = this.#reception();
      if (reception === "absent" || reception === "refused") return this.#become(200);
      this.#become(400);
      this.#after(takes.address, () => this.#reception() === "addressed" && this.#become(500));
    });
    this.#look();
  }

  disconnect(): void {
    const had = this.#connection > 200;
    this.#options.Timer.clear(this.#timer);
    this.#options.Timer.clear(this.#watch);
    this.#connection = 200;
    if (had) this.#options.Timer.set(() => this.#connection === 300 && this.#drop(), takes.farewell);
  }

  scan({ onFound, onComplete }: { onFound(found: FoundNetwork): void; onComplete(): void }): void {
    if (this.#scanning) throw new Error("already scanning");
    if (this.#connection === 300) throw new Error("scan failed");
    this.#scanning = true;
    this.#options.Timer.set(() => {
      this.#scanning = false;
      for (const found of this.#options.air.sightings()) onFound(found);
      onComplete();
    }, takes.scan);
  }

  /** The access point may go away at any time. */
  #look(): void {
    const { Timer } = this.#options;
    Timer.clear(this.#watch);
    this.#watch = Timer.set(
      () => {
        const reception = this.#reception();
        if (this.#connection >= 400 && (reception === "absent" || reception === "refused")) this.#drop();
      },
      takes.look,
      takes.look,
    );
  }

  #drop(): void {
    this.#options.Timer.clear(this.#timer);
    this.#options.Timer.clear(this.#watch);
    this.#become(200);
  }

  #reception() {
    return this.#options.air.knock(this.#network?.SSID ?? "", this.#network?.password ?? "");
  }

  #become(connection: number): void {
    this.#connection = connection;
    this.#options.onChanged?.();
  }

  #after(delay: number, then: () => void): void {
    this.#timer = this.#options.Timer.set(then, delay);
  }
}
