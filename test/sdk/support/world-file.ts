import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SimulatedDeviceOptions } from "../../../host-sim/simulated-device.js";

/** How often the world is looked at, milliseconds: as often as anybody could tell. */
const period = 50;

interface Options extends Pick<SimulatedDeviceOptions, "air" | "powerCut" | "timeServer"> {
  /** The device's. */
  readonly folder: string;
}

/** Keeps a device's `world.json` (`manifests/platform/lin/world.ts`) as the world is that a scenario has made. */
export class WorldFile {
  #options: Options;
  #path: string;
  #timer: NodeJS.Timeout;
  #written = "";
  #isCutToCome = true;

  constructor(options: Options) {
    this.#options = options;
    this.#path = join(options.folder, "world.json");
    rmSync(this.#path, { force: true });
    this.#look();
    this.#timer = setInterval(() => this.#look(), period);
  }

  powerHasFailed(): void {
    this.#isCutToCome = false;
    this.#look();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { air, powerCut, timeServer } = this.#options;
    const world = {
      ...(air === undefined ? {} : { accessPoints: air.accessPoints }),
      ...(timeServer === undefined ? {} : { timeServer: timeServer() }),
      ...(this.#isCutToCome && powerCut !== undefined ? { powerCut } : {}),
    };
    const text = JSON.stringify(world);
    if (text === this.#written) return;
    // The device reads whenever it likes, and must not see half of it.
    writeFileSync(`${this.#path}.new`, text);
    renameSync(`${this.#path}.new`, this.#path);
    this.#written = text;
  }
}
