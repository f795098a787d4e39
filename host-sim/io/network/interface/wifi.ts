import Timer from "timer";
import type { TimerPort } from "../../../../firmware/ports/timer.js";
import { host } from "../../../engine/inside/host.js";
import type { Reception, Sighting } from "../../../world/air.js";
import { StationModel } from "../../../world/station-model.js";

const air = {
  knock: (ssid: string, passphrase: string) => host.call("knock", { ssid, passphrase }) as Reception,
  sightings: () => host.call("sightings", null) as Sighting[],
};

/** The Wi-Fi interface of the simulated board; the access points are the world's. */
export default class WiFi extends StationModel {
  constructor(options: { onChanged?: () => void }) {
    super({ Timer: Timer as TimerPort, air, onChanged: options.onChanged });
  }
}
