import type { Log } from "../device/log.js";
import type { Secret } from "../storage/secret.js";
import type { FoundNetwork } from "./wifi-station.js";

/** How far the way to the network has come. */
export type NetworkStage =
  /** No link: no access point, no cable. */
  | "link"
  /** A link, and no address yet. */
  | "address"
  | "up";

/** The device, as its network has to know it. */
export interface NetworkOwner {
  /** Under which it asks for its address (DHCP), and under which many routers show it; one label of a name in DNS. */
  readonly hostname: string;
  /** The device's, which its console shows as well. */
  readonly log: Log;
}

/** The link below the cloud: Wi-Fi, Ethernet, or the computer's network. It mends itself; the device only watches. */
export interface Network {
  /** What the device it belongs to gives it; comes before `start`. Absent where the network is the computer's, which has a name of its own. */
  prepare?(device: NetworkOwner): void;
  /** Brings the link up and keeps it up. No callback comes inside the call; `onUp` and `onDown` alternate, `onUp` first. */
  start(callbacks: { onUp(): void; onDown(reason: string): void }): void;
  /** Takes the link down and brings it up again: the third stage of recovery, when sessions have failed for long. */
  restart(): void;
  status(): NetworkStatus;
  /** Where the link is Wi-Fi. */
  readonly wifi?: WiFiControl;
}

/** A Wi-Fi network and the way in. */
export interface WiFiCredentials {
  readonly ssid: string;
  /** Empty for an open network. */
  readonly passphrase: Secret;
}

/** What a person on site may want of Wi-Fi. */
export interface WiFiControl {
  /** Looks who is in range, strongest first, at most 16 names; undefined where that failed. `onDone` comes once, never inside the call. */
  scan(onDone: (found: readonly FoundNetwork[] | undefined) => void): void;
  /**
   * Tries new credentials. `onDone` comes once, without a reason when they work: the network is up then, and nothing is stored yet. With
   * a reason the device goes back to what worked; so does `restart`.
   */
  join(network: WiFiCredentials, onDone: (reason?: string) => void): void;
  /** Puts credentials that worked into flash, before all others. Throws where flash does not take them, and the old ones stay. */
  keep(network: WiFiCredentials): void;
  /**
   * For the time of a trial: from the next try on that network alone, which is not stored. Without one: all those in flash again; a standing
   * link stays.
   */
  confine(network?: WiFiCredentials): void;
  /** Forgets all networks in flash, and the link with them. Throws where flash fails. */
  forget(): void;
}

export interface NetworkStatus {
  readonly kind: "wifi" | "ethernet" | "computer";
  readonly stage: NetworkStage;
  /** Why there is no link or no address, in words for people. */
  readonly reason?: string;
  /** Name of the Wi-Fi network. */
  readonly ssid?: string;
  /** Signal strength, dBm. */
  readonly rssi?: number;
  readonly address?: string;
}
