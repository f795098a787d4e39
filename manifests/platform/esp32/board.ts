import Resource from "Resource";
import config from "mc/config";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import type { Board } from "../../../firmware/ports/board.js";
import { Chip } from "./chip.js";
import { NetworkClock } from "./clock.js";
import { LED } from "./led.js";
import { WiFiLink } from "./wifi.js";

const chip = new Chip();
const led = new LED();

/** Milliseconds. */
const timePatience = 15_000;
const joinAgain = 5000;

/**
 * A board with one of the ESP32 chips. Settings, Wi-Fi's among them, come from the build's configuration: `ssid`, `password`, and
 * the names of the device's settings. The log goes to `trace`, which a release build swallows.
 *
 * The whole module is linked into ROM: what is made here calls nothing of the chip before it is used, and only `chip`, `led` and the clock
 * change afterwards.
 */
const board: Board = Object.freeze({
  name: "esp32",
  identity: () => chip.identity(),
  startNetwork(onUp: () => void) {
    if (config.ssid === undefined) return print("error wifi: not connecting: the configuration has no ssid");
    new WiFiLink({
      SSID: config.ssid,
      password: config.password ?? "",
      retry: joinAgain,
      onUp,
      log: print,
    });
  },
  clock: new NetworkClock({
    floor: Date.parse(config.buildTime),
    server: config.timeServer,
    timeout: timePatience,
  }),
  random: () => chip.random(),
  entropy: (count: number) => chip.entropy(count),
  trustedRoot: () => (Resource.exists("ca.der") ? new Resource("ca.der") : undefined),
  defaults: config,
  sensors: Object.freeze({}),
  get outputs() {
    return led.exists ? { led } : {};
  },
  observe(event: DeviceEvent) {
    if (event.event === "log") print(`${event.level} ${event.tag}: ${event.message}`);
  },
});

function print(line: string): void {
  trace(line, "\n");
}

export default board;
