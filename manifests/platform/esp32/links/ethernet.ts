import Ethernet from "embedded:network/interface/ethernet";
import { EthernetNetwork } from "network/ethernet-network";
import Timer from "timer";
import type { EthernetLinkConstructor } from "../../../../firmware/ports/ethernet-link.js";
import type { Network } from "../../../../firmware/ports/network.js";
import type { TimerPort } from "../../../../firmware/ports/timer.js";
import type { BoardWiFiOptions } from "../wifi.js";

/** The link of boards that go by cable, made when it is asked for the first time; a network's name and passphrase are of no use to it. */
export class BoardLink {
  #options: Pick<BoardWiFiOptions, "random">;
  #network: Network | undefined;

  constructor(options: BoardWiFiOptions) {
    this.#options = options;
  }

  get network(): Network {
    this.#network ??= new EthernetNetwork({
      Ethernet: Ethernet as unknown as EthernetLinkConstructor,
      Timer: Timer as unknown as TimerPort,
      random: this.#options.random,
    });
    return this.#network;
  }
}
