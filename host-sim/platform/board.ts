import Resource from "Resource";
import Time from "time";
import Timer from "timer";
import { clientFiles } from "../../firmware/certificate/client-files.js";
import { rootFiles } from "../../firmware/certificate/root-files.js";
import type { Clock } from "../../firmware/device/clock.js";
import type { Board } from "../../firmware/ports/board.js";
import type { Sample } from "../../firmware/resources/sensor.js";
import { host } from "../engine/inside/host.js";
import { ComputerNetwork } from "./computer-network.js";
import { openConsole } from "./console.js";
import { onFault, restarts } from "./restarts.js";
import { withShortTexts } from "./short-texts.js";

/**
 * The simulated board: its network is the computer's and always up, its clock the computer's, its `computer` sensor
 * shows the computer, its LED lights up as an event. Runs inside the engine.
 */
const started = Time.ticks;

const clock: Clock = {
  now: () => host.now(),
  uptime: () => Time.delta(started),
  synchronize: (onDone) => {
    Timer.set(() => onDone(true));
  },
};

const board: Board = {
  name: "simulator",
  identity: () => String(host.config.deviceId ?? "simulated-device"),
  network: new ComputerNetwork(),
  restarts,
  onFault,
  clock,
  random: () => host.random(),
  entropy: (count) => Uint8Array.from(host.call("entropy", count) as number[]),
  clientCertificate: () => clientFiles(Resource),
  trustedRoots: () => rootFiles(Resource),
  defaults: host.config,
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
