import Ethernet from "embedded:network/interface/ethernet";
import FFI from "mc/ffi";
import { EthernetNetwork } from "network/ethernet-network";
import Timer from "timer";
import type { EthernetLinkConstructor } from "../../../../firmware/ports/ethernet-link.js";
import type { Network } from "../../../../firmware/ports/network.js";
import type { TimerPort } from "../../../../firmware/ports/timer.js";
import type { BoardWiFiOptions } from "../wifi.js";

/**
 * The link of boards that go by cable, made when it is asked for the first time; a network's name and passphrase are of no use to it.
 *
 * Its radio stays off, and without it the chip's generator has no noise to draw from: passwords and the keys of TLS could be guessed. So the noise of
 * its analog converter is switched on instead, for good; a board with a cable has no other use for that converter (ESP-IDF, "Random Number
 * Generation").
 */
export class BoardLink {
  #options: Pick<BoardWiFiOptions, "random">;
  #network: Network | undefined;

  constructor(options: BoardWiFiOptions) {
    this.#options = options;
  }

  get network(): Network {
    this.#network ??= this.#make();
    return this.#network;
  }

  #make(): Network {
    new FFI().bootloader_random_enable();
    return new EthernetNetwork({
      Ethernet: Ethernet as unknown as EthernetLinkConstructor,
      Timer: Timer as unknown as TimerPort,
      random: this.#options.random,
    });
  }
}
