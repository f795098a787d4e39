import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SimulatedDevice, SimulatedDeviceOptions } from "../../../host-sim/simulated-device.js";
import type { Recorded } from "../../support/event-record.js";
import { startProgram } from "./program-run.js";
import type { Simulator } from "./simulator.js";

/** What a device in the SDK's simulator is given; what else a simulated device may be given is not there. */
export type SDKDeviceOptions = Pick<
  SimulatedDeviceOptions,
  "id" | "flash" | "cloud" | "clientCertificate" | "settings" | "onEvent"
> & {
  /** Name of a program of the tests; empty: the firmware. */
  readonly program: string;
};

/** A device in the SDK's own simulator, as scenarios see a simulated device. Its events are the firmware's. */
export class SDKDevice implements SimulatedDevice {
  readonly id: string;
  readonly pid: undefined;
  #options: SDKDeviceOptions;
  #simulator: Simulator | undefined;

  private constructor(options: SDKDeviceOptions) {
    this.id = options.id;
    this.#options = options;
  }

  static async start(options: SDKDeviceOptions): Promise<SDKDevice> {
    const device = new SDKDevice(options);
    await device.powerOn();
    return device;
  }

  /** The process is killed: nothing that was not in flash is left. */
  cutPower(): void {
    void this.close();
  }

  async powerOn(): Promise<void> {
    const { id, flash, cloud, settings, program, onEvent } = this.#options;
    const { ca, ...connector } = cloud ?? { ca: "" };
    const config = { ...settings, ...connector, deviceId: id };
    this.#simulator = await startProgram({
      program,
      state: this.#folder(flash, ca),
      config,
      onEvent: (event) => this.#hear(event),
      onLine: (line) => onEvent({ event: "log", level: "info", tag: "trace", message: line }),
    });
  }

  async heap(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    const simulator = this.#simulator;
    this.#simulator = undefined;
    await simulator?.stop();
  }

  /** Beside the flash that the scenario knows, which is a link into it: the SDK's files do not follow links. */
  #folder(flash: string, ca: string): string {
    const state = `${flash}.sdk`;
    mkdirSync(join(state, "flash"), { recursive: true });
    if (!existsSync(flash)) symlinkSync(join(state, "flash"), flash);
    if (ca !== "") writeFileSync(join(state, "ca.pem"), ca);
    const { clientCertificate } = this.#options;
    const client = join(state, "client.pem");
    if (clientCertificate === undefined) rmSync(client, { force: true });
    else writeFileSync(client, clientCertificate.cert + clientCertificate.key);
    return state;
  }

  #hear(event: Recorded): void {
    const { onEvent } = this.#options;
    if (event.event === "simulator-exited" && this.#simulator !== undefined)
      onEvent({ event: "crashed", kind: "crash", reason: "the simulator has ended", restartIn: 0 });
    else if (event.event === "program-failed")
      onEvent({ event: "crashed", kind: "crash", reason: event.reason, restartIn: 0 });
    else onEvent(event);
  }
}
