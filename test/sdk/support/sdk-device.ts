import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SimulatedDevice, SimulatedDeviceOptions } from "../../../host-sim/simulated-device.js";
import type { Recorded } from "../../support/event-record.js";
import { startProgram } from "./program-run.js";
import { SerialCable } from "./serial-cable.js";
import type { Simulator } from "./simulator.js";
import { WorldFile } from "./world-file.js";

/** What a device in the SDK's simulator is given; what else a simulated device may be given is not there. */
export type SDKDeviceOptions = Pick<
  SimulatedDeviceOptions,
  | "id"
  | "flash"
  | "cloud"
  | "clientCertificate"
  | "settings"
  | "powerCut"
  | "gaps"
  | "timeServer"
  | "air"
  | "serial"
  | "onEvent"
> & {
  /** Name of a program of the tests; empty: the firmware. */
  readonly program: string;
};

/** Milliseconds before the first, the second, … restart in a row, as in `host-sim/engine/watchdog.ts`. */
const defaultGaps = [300, 1000, 2000, 5000, 10_000, 30_000];

/** How the simulator's word for the end of a run becomes that of a simulated device. */
const ends: Readonly<Record<string, { readonly kind: string; readonly reason: string }>> = Object.freeze({
  software: { kind: "restart", reason: "restart" },
  abort: { kind: "crash", reason: "abort" },
});

/**
 * A device in the SDK's own simulator, as scenarios see a simulated device. Its events are the firmware's, and `crashed` where it restarts: the
 * simulator cannot, so it is started anew.
 */
export class SDKDevice implements SimulatedDevice {
  readonly id: string;
  readonly pid: undefined;
  #options: SDKDeviceOptions;
  #state: string;
  #world: WorldFile;
  #cable: SerialCable | undefined;
  #simulator: Simulator | undefined;
  /** What is under way: the start of a run or the end of one. */
  #turn: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #restarts = 0;

  private constructor(options: SDKDeviceOptions) {
    const { id, flash, cloud, clientCertificate } = options;
    this.id = id;
    this.#options = options;
    // Beside the flash that the scenario knows, which is a link into it: the SDK's files do not follow links.
    this.#state = `${flash}.sdk`;
    mkdirSync(join(this.#state, "flash"), { recursive: true });
    if (!existsSync(flash)) symlinkSync(join(this.#state, "flash"), flash);
    this.#give("ca.pem", cloud?.ca);
    this.#give("client.pem", clientCertificate && clientCertificate.cert + clientCertificate.key);
    this.#world = new WorldFile({ folder: this.#state, ...options });
  }

  static async start(options: SDKDeviceOptions): Promise<SDKDevice> {
    const device = new SDKDevice(options);
    await device.powerOn();
    return device;
  }

  /** The process is killed: nothing that was not in flash is left. */
  cutPower(): void {
    void this.#switchOff();
  }

  async powerOn(): Promise<void> {
    this.#restarts = 0;
    await this.#run();
  }

  async heap(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    await this.#switchOff();
    await this.#cable?.close();
    this.#world.close();
  }

  #run(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const { id, cloud, settings, program, serial } = this.#options;
      const { ca: _, ...connector } = cloud ?? { ca: "" };
      if (serial !== undefined) this.#cable ??= await SerialCable.between(serial, join(this.#state, "tty"));
      this.#cable?.plug();
      const simulator = await startProgram({
        program,
        state: this.#state,
        serial: this.#cable?.path,
        config: { ...settings, ...connector, deviceId: id },
        onEvent: (event) => {
          if (this.#simulator === simulator) this.#hear(event);
        },
        onLine: (line) => this.#options.onEvent({ event: "log", level: "info", tag: "trace", message: line }),
      });
      this.#simulator = simulator;
    });
    return this.#turn;
  }

  #switchOff(): Promise<void> {
    clearTimeout(this.#timer);
    this.#turn = this.#turn.then(async () => {
      const simulator = this.#simulator;
      this.#simulator = undefined;
      this.#cable?.unplug();
      await simulator?.stop();
      // A planned cut strikes once.
      this.#world.powerHasFailed();
    });
    return this.#turn;
  }

  #hear(event: Recorded): void {
    const { onEvent, gaps = defaultGaps } = this.#options;
    if (event.event === "power-cut") return void this.#switchOff();
    const end =
      event.event === "restart"
        ? ends[String(event.reason)]
        : { "simulator-exited": { kind: "crash", reason: JSON.stringify(event) } }[event.event];
    if (event.event === "program-failed")
      return onEvent({ event: "crashed", kind: "crash", reason: event.reason, restartIn: 0 });
    if (end === undefined) return onEvent(event);
    const restartIn = gaps[Math.min(this.#restarts, gaps.length - 1)] ?? 0;
    this.#restarts += 1;
    void this.#switchOff();
    onEvent({ event: "crashed", ...end, restartIn });
    this.#timer = setTimeout(() => void this.#run(), restartIn);
  }

  /** Puts a file into the device's folder, or takes it away. */
  #give(file: string, text: string | undefined): void {
    const place = join(this.#state, file);
    if (text === undefined) rmSync(place, { force: true });
    else writeFileSync(place, text);
  }
}
