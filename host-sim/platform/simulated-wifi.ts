import WiFi from "embedded:network/interface/wifi";
import Timer from "timer";
import { Log } from "../../firmware/device/log.js";
import { builtInNetwork } from "../../firmware/network/built-in-network.js";
import { KnownNetworks } from "../../firmware/network/known-networks.js";
import { WiFiNetwork } from "../../firmware/network/wifi-network.js";
import { keyValue } from "../../firmware/platform-io.js";
import type { Network } from "../../firmware/ports/network.js";
import type { TimerPort } from "../../firmware/ports/timer.js";
import type { WiFiStationConstructor } from "../../firmware/ports/wifi-station.js";
import { host } from "../engine/inside/host.js";

/** Wi-Fi as a board has it, with the world's access points; `ssid` and `password` of the configuration are the network of the build. */
export function simulatedWiFi(): Network {
  const { ssid, password } = host.config;
  const log = new Log({
    sink: (level, tag, message) => host.emit({ event: "log", level, tag, message }),
  });
  return new WiFiNetwork({
    WiFi: WiFi as unknown as WiFiStationConstructor,
    Timer: Timer as TimerPort,
    known: new KnownNetworks({
      domain: keyValue.open({ path: "bowline", format: "string" }),
      log,
      builtIn: builtInNetwork({ ssid, passphrase: password }, log),
    }),
    random: () => host.random(),
    log,
  });
}
