import Resource from "Resource";
import storage from "embedded:storage/flash";
import Time from "time";
import Timer from "timer";
import { clientFiles } from "../../firmware/certificate/client-files.js";
import { rootFiles } from "../../firmware/certificate/root-files.js";
import type { Clock } from "../../firmware/device/clock.js";
import type { Board } from "../../firmware/ports/board.js";
import type { Sample } from "../../firmware/resources/sensor.js";
import { FlashPartition } from "../../firmware/storage/flash-partition.js";
import { host } from "../engine/inside/host.js";
import { ComputerNetwork } from "./computer-network.js";
import { openConsole } from "./console.js";
import { onFault, restarts } from "./restarts.js";
import { withShortTexts } from "./short-texts.js";
import { simulatedWiFi } from "./simulated-wifi.js";

/**
 * The simulated board: its network is the computer's, or Wi-Fi where the world has air; its clock is the computer's too, though its time
 * server may be silent; its `computer` sensor shows the computer, its LED lights up as an event. Runs inside the engine.
 */
const started = Time.ticks;

const clock: Clock = {
  now: () => host.now(),
  uptime: () => Time.delta(started),
  synchronize: (onDone) => {
    Timer.set(() => onDone(host.call("time", null) === true));
  },
};

const board: Board = {
  name: "simulator",
  identity: () => String(host.config.deviceId ?? "simulated-device"),
  network: host.config.hasAir === undefined ? new ComputerNetwork() : simulatedWiFi(),
  restarts,
  onFault,
  clock,
  random: () => host.random(),
  entropy: (count) => Uint8Array.from(host.call("entropy", count) as number[]),
  clientCertificate: () => clientFiles(Resource),
  trustedRoots: () => rootFiles(Resource),
  defaults: host.config,
  get outboxFlash() {
    return new FlashPartition(storage.open({ path: "outbox" }));
  },
  sensors: {
    computer: () => ({ sample: () => host.call("computer", null) as Sample | undefined }),
  },
  outputs: {
    led: { write: (value) => host.emit({ event: "output", output: "led", value }) },
  },
  openConsole,
  observe: (event) => host.emit(withShortTexts(event)),
};

export default board;
