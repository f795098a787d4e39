/**
 * A Wi-Fi station, as `embedded:network/interface/wifi` of the SDK (ECMA-419, network interfaces) behaves.
 *
 * Promises: nothing comes inside a call; `onChanged` says that something changed and `connection` what it is now. What must be known
 * to use it safely: `connect` and `disconnect` must not be called inside `onChanged`, `connect` throws while another is under
 * way, and nobody tells why a try has failed.
 */
export interface WiFiStation {
  /** 200 not connected, 300 connecting, 400 linked without an address, 500 usable. */
  readonly connection: number;
  readonly address?: string | undefined;
  /** Signal strength, dBm. */
  readonly RSSI?: number | undefined;
  /** An open network where `password` is absent. */
  connect(options: { SSID: string; password?: string }): void;
  disconnect(): void;
  /** The name under which it asks for its addresses from now on (DHCP, RFC 2132 3.14). Throws where that has more than 32 bytes. */
  configure(options: { hostname: string }): void;
  /** Throws where a scan or a try to connect is under way. */
  scan(options: { onFound(found: FoundNetwork): void; onComplete(): void }): void;
}

/** One access point, as a scan found it. Several may share a name. */
export interface FoundNetwork {
  readonly SSID: string;
  /** dBm, for example -60. */
  readonly RSSI: number;
  readonly channel: number;
  /** "none" for an open network; "wep", "wpa2_psk", … */
  readonly security?: string;
}

export type WiFiStationConstructor = new (options: { onChanged(): void }) => WiFiStation;

/** Values of `connection`. */
export const connecting = 300;
export const linked = 400;
export const usable = 500;
