/** An access point within range of a simulated device. */
export interface AccessPoint {
  readonly ssid: string;
  /** WPA passphrase; an open network where absent. */
  readonly passphrase?: string;
  /** dBm, -40 where absent. */
  readonly rssi?: number;
  /** 1 to 13; 6 where absent. */
  readonly channel?: number;
  /** Whether it hands out addresses; true where absent. */
  readonly dhcp?: boolean;
}

/** What an access point says to a station that knocks. */
export type Reception = "absent" | "refused" | "linked" | "addressed";

/** One access point as a scan shows it. */
export interface Sighting {
  readonly SSID: string;
  readonly RSSI: number;
  readonly channel: number;
  readonly security: string;
}

/** What is in the air around a device. Access points can be added, changed and switched off while it runs. */
export class Air {
  #accessPoints = new Map<string, AccessPoint>();

  constructor(accessPoints: readonly AccessPoint[] = []) {
    for (const each of accessPoints) this.switchOn(each);
  }

  /** Switches an access point on, in place of one of the same name. */
  switchOn(accessPoint: AccessPoint): void {
    this.#accessPoints.set(accessPoint.ssid, accessPoint);
  }

  switchOff(ssid: string): void {
    this.#accessPoints.delete(ssid);
  }

  get accessPoints(): readonly AccessPoint[] {
    return [...this.#accessPoints.values()];
  }

  knock(ssid: string, passphrase: string): Reception {
    const there = this.#accessPoints.get(ssid);
    if (there === undefined) return "absent";
    if ((there.passphrase ?? "") !== passphrase) return "refused";
    return there.dhcp === false ? "linked" : "addressed";
  }

  sightings(): Sighting[] {
    return this.accessPoints.map(({ ssid, passphrase, rssi, channel }) => ({
      SSID: ssid,
      RSSI: rssi ?? -40,
      channel: channel ?? 6,
      security: passphrase === undefined ? "none" : "wpa2_psk",
    }));
  }
}
