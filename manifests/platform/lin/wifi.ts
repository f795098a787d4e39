import { Log } from "device/log";
import { builtInNetwork } from "network/built-in-network";
import { KnownNetworks } from "network/known-networks";
import { WiFiNetwork } from "network/wifi-network";
import { keyValue } from "platform-io";
import Timer from "timer";
import { Air } from "world/air";
import { StationModel } from "world/station-model";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import type { Network } from "../../../firmware/ports/network.js";
import type { TimerPort } from "../../../firmware/ports/timer.js";
import { world } from "./world.js";

/** The SDK has no Wi-Fi on Linux: a station with the manners of the ESP32's, among the access points of `world.json`. */
class Station extends StationModel {
  constructor({ onChanged }: { onChanged(): void }) {
    const air = {
      knock: (ssid: string, passphrase: string) => new Air(world().accessPoints).knock(ssid, passphrase),
      sightings: () => new Air(world().accessPoints).sightings(),
    };
    super({ Timer: Timer as unknown as TimerPort, air, onChanged });
  }
}

export interface SimulatedWiFiOptions {
  /** The network of the build; none where `ssid` is absent. */
  readonly ssid: unknown;
  readonly password: unknown;
  random(): number;
  observe(event: DeviceEvent): void;
}

/** Wi-Fi as a board has it. */
export function simulatedWiFi({ ssid, password, random, observe }: SimulatedWiFiOptions): Network {
  const log = new Log({
    sink: (level, tag, message) => observe({ event: "log", level, tag, message }),
  });
  return new WiFiNetwork({
    WiFi: Station,
    Timer: Timer as unknown as TimerPort,
    known: new KnownNetworks({
      domain: keyValue.open({ path: "bowline", format: "string" }),
      log,
      builtIn: builtInNetwork({ ssid, passphrase: password }, log),
    }),
    random,
    log,
  });
}
