import Resource from "Resource";
import storage from "embedded:storage/flash";
import { rootFiles } from "certificate/root-files";
import config from "mc/config";
import { withShortTexts } from "platform/short-texts";
import RNG from "rng";
import { FlashPartition } from "storage/flash-partition";
import Timer from "timer";
import type { Clock } from "../../../firmware/device/clock.js";
import type { Board } from "../../../firmware/ports/board.js";
import { Computer } from "./computer.js";
import { ComputerNetwork } from "./computer-network.js";
import { givenConsole } from "./console.js";
import { readText } from "./files.js";
import { ProcessRestarts } from "./restarts.js";
import { givenCertificate, givenRoots, givenSettings } from "./state.js";
import { simulatedWiFi } from "./wifi.js";
import { world } from "./world.js";

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
    Timer.set(() => onDone(world().timeServer !== false));
  }
}

/** As long as the generator's state. */
const seedBytes = 256;

const restarts = new ProcessRestarts();
const console = givenConsole();
const settings = { ...config, ...givenSettings() };
const random = (): number => new DataView(randomBytes()).getUint32(0) / 2 ** 32;

/**
 * The SDK's simulator on Linux. Its clock is the computer's, and so is its network, unless `world.json` says that the device has Wi-Fi or that
 * its time server is silent. Each event is one line of trace:
 *
 *     @event {"event":"connected","device":"simulator-desk"}
 */
const board: Board = {
  name: "linux",
  identity: () => `simulator-${(readText("/proc/sys/kernel/hostname") ?? "linux").trim()}`,
  network:
    world().accessPoints === undefined
      ? new ComputerNetwork()
      : simulatedWiFi({ ssid: settings.ssid, password: settings.password, random, observe: show }),
  restarts,
  onFault: (listener) => restarts.onFault(listener),
  clock: new SimulatorClock(),
  random,
  entropy,
  seedTLS: () => RNG.init(entropy(seedBytes).slice().buffer),
  trustedRoots: () => givenRoots() ?? rootFiles(Resource),
  clientCertificate: givenCertificate,
  defaults: settings,
  get outboxFlash() {
    return new FlashPartition(storage.open({ path: "outbox" }));
  },
  sensors: { computer: () => new Computer() },
  outputs: {
    led: { write: (value) => show({ event: "output", output: "led", value }) },
  },
  ...(console === undefined ? {} : { openConsole: console }),
  observe: (event) => show(withShortTexts(event)),
};

/** 16 bytes, of which the kernel chose all but six bits: a random UUID. */
function randomBytes(): ArrayBuffer {
  const uuid = (readText("/proc/sys/kernel/random/uuid") ?? "").trim();
  return Uint8Array.fromHex(uuid.replaceAll("-", "")).slice().buffer;
}

/** Without the two bytes in which a random UUID says that it is one. In place: a list of numbers would take 32 bytes of the heap for each. */
function entropy(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let filled = 0; filled < count; ) {
    const drawn = new Uint8Array(randomBytes());
    for (let index = 0; index < drawn.length && filled < count; index++)
      if (index !== 6 && index !== 8) bytes[filled++] = drawn[index] ?? 0;
  }
  return bytes;
}

function show(event: object): void {
  trace(`@event ${JSON.stringify(event)}\n`);
}

export default board;
