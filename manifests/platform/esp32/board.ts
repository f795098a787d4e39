import Resource from "Resource";
import { clientFiles } from "certificate/client-files";
import { rootFiles } from "certificate/root-files";
import config from "mc/config";
import { openConsole } from "platform/console-line";
import { BoardLink } from "platform/link";
import { keyValue } from "platform-io";
import { onAbort } from "restart/abort-hook";
import { memoText } from "restart/memo-text";
import RNG from "rng";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import type { Board } from "../../../firmware/ports/board.js";
import { Chip } from "./chip.js";
import { NetworkClock } from "./clock.js";
import { outboxPartition } from "./flash.js";
import { BoardOutputs } from "./outputs.js";
import { ChipRestarts } from "./restarts.js";
import { boardSensors } from "./sensors.js";

const chip = new Chip();
const outputs = new BoardOutputs();
const link = new BoardLink({
  ssid: config.ssid,
  passphrase: config.password ?? "",
  random: () => chip.random(),
  log: print,
});

/** Milliseconds. */
const timePatience = 15_000;

/** As long as the generator's state. */
const seedBytes = 256;

/**
 * A board with one of the ESP32 chips. Settings, Wi-Fi's among them, come from the build's configuration: `ssid`, `password`, and
 * the names of the device's settings. The log goes to `trace`, which a release build swallows.
 *
 * The whole module is linked into ROM: what is made here calls nothing of the chip before it is used, and only `chip`, `outputs`, `link`, the
 * restarts and the clock change afterwards.
 */
const board: Board = Object.freeze({
  name: "esp32",
  identity: () => chip.identity(),
  get network() {
    return link.network;
  },
  restarts: new ChipRestarts({
    chip,
    open: () => keyValue.open({ path: "restarts", format: "string" }),
    shorten: memoText,
  }),
  onFault: onAbort,
  clock: new NetworkClock({
    floor: Date.parse(config.buildTime),
    server: config.timeServer,
    timeout: timePatience,
  }),
  random: () => chip.random(),
  entropy: (count: number) => chip.entropy(count),
  seedTLS: () => RNG.init(chip.entropy(seedBytes).slice().buffer),
  memory: () => chip.memory(),
  trustedRoots: () => rootFiles(Resource),
  clientCertificate: () => clientFiles(Resource),
  defaults: config,
  get outboxFlash() {
    return outboxPartition();
  },
  get sensors() {
    return boardSensors();
  },
  get outputs() {
    return outputs.table;
  },
  openConsole,
  observe(event: DeviceEvent) {
    if (event.event === "log") print(`${event.level} ${event.tag}: ${event.message}`);
  },
});

function print(line: string): void {
  trace(line, "\n");
}

export default board;
