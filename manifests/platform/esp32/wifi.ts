import WiFi from "embedded:network/interface/wifi";
import { Log } from "device/log";
import { builtInNetwork } from "network/built-in-network";
import { KnownNetworks } from "network/known-networks";
import { WiFiNetwork } from "network/wifi-network";
import { keyValue } from "platform-io";
import { LateDomain } from "storage/late-domain";
import Timer from "timer";
import type { Network } from "../../../firmware/ports/network.js";
import type { TimerPort } from "../../../firmware/ports/timer.js";
import type { WiFiStationConstructor } from "../../../firmware/ports/wifi-station.js";

export interface BoardWiFiOptions {
  /** The network of the build; undefined where it has none. */
  readonly ssid: string | undefined;
  /** Empty for an open network. Never logged. */
  readonly passphrase: string;
  random(): number;
  log(line: string): void;
}

/** The chip's Wi-Fi, made when it is asked for the first time: what stands in ROM can neither open flash nor hold state. */
export class BoardWiFi {
  #options: BoardWiFiOptions;
  #network: Network | undefined;

  constructor(options: BoardWiFiOptions) {
    this.#options = options;
  }

  get network(): Network {
    this.#network ??= this.#make();
    return this.#network;
  }

  #make(): Network {
    const { ssid, passphrase, random, log: print } = this.#options;
    const log = new Log({ sink: (level, tag, message) => print(`${level} ${tag}: ${message}`) });
    return new WiFiNetwork({
      // The SDK's typings name less than the class has.
      WiFi: WiFi as unknown as WiFiStationConstructor,
      Timer: Timer as unknown as TimerPort,
      known: new KnownNetworks({
        domain: new LateDomain(() => keyValue.open({ path: "bowline", format: "string" })),
        log,
        builtIn: builtInNetwork({ ssid, passphrase }, log),
      }),
      random,
      log,
    });
  }
}
