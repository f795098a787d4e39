import Resource from "Resource";
import { rootFiles } from "certificate/root-files";
import config from "mc/config";
import RNG from "rng";
import Timer from "timer";
import type { Clock } from "../../../firmware/device/clock.js";
import type { Board } from "../../../firmware/ports/board.js";
import { Computer } from "./computer.js";
import { ComputerNetwork } from "./computer-network.js";
import { givenConsole } from "./console.js";
import { readText } from "./files.js";
import { outboxFile } from "./flash.js";
import { ProcessRestarts } from "./restarts.js";
import { givenCertificate, givenRoots, givenSettings } from "./state.js";

/** Counts the milliseconds since its first use. Not by `Time.ticks`, which on Linux follows the wall clock when that is set. */
class SimulatorClock implements Clock {
  #started: number | undefined;

  now(): number {
    return Date.now();
  }

  uptime(): number {
    const uptime = Math.round(1000 * Number(readText("/proc/uptime")?.split(" ", 1)[0]));
    this.#started ??= uptime;
    return uptime - this.#started;
  }

  synchronize(onDone: (known: boolean) => void): void {
    Timer.set(() => onDone(true));
  }
}

/** As long as the generator's state. */
const seedBytes = 256;

const restarts = new ProcessRestarts();
const console = givenConsole();

/**
 * The SDK's simulator on Linux. Its network is the computer's and always up, so is its clock; each event is one line of trace:
 *
 *     @event {"event":"connected","device":"simulator-desk"}
 */
const board: Board = {
  name: "linux",
  identity: () => `simulator-${(readText("/proc/sys/kernel/hostname") ?? "linux").trim()}`,
  network: new ComputerNetwork(),
  restarts,
  onFault: (listener) => restarts.onFault(listener),
  clock: new SimulatorClock(),
  random: () => new DataView(randomBytes()).getUint32(0) / 2 ** 32,
  entropy,
  seedTLS: () => RNG.init(entropy(seedBytes).slice().buffer),
  trustedRoots: () => givenRoots() ?? rootFiles(Resource),
  clientCertificate: givenCertificate,
  get defaults() {
    return { ...config, ...givenSettings() };
  },
  get outboxFlash() {
    return outboxFile();
  },
  sensors: { computer: () => new Computer() },
  outputs: {
    led: { write: (value) => show({ event: "output", output: "led", value }) },
  },
  ...(console === undefined ? {} : { openConsole: console }),
  observe: (event) => show(event),
};

/** 16 bytes, of which the kernel chose all but six bits: a random UUID. */
function randomBytes(): ArrayBuffer {
  const uuid = (readText("/proc/sys/kernel/random/uuid") ?? "").trim();
  return Uint8Array.fromHex(uuid.replaceAll("-", "")).slice().buffer;
}

/** Without the two bytes in which a random UUID says that it is one. */
function entropy(count: number): Uint8Array {
  const bytes: number[] = [];
  while (bytes.length < count) {
    bytes.push(...[...new Uint8Array(randomBytes())].filter((_, index) => index !== 6 && index !== 8));
  }
  return Uint8Array.from(bytes.slice(0, count));
}

function show(event: object): void {
  trace(`@event ${JSON.stringify(event)}\n`);
}

export default board;
