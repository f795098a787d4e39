import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Recorded } from "../../support/event-record.js";
import { buildPrograms } from "./programs.js";
import { Simulator } from "./simulator.js";

export interface ProgramOptions {
  /** What the simulator loads; made where absent. */
  readonly built?: string;
  /** Name of its file, without the ending; empty: the firmware itself. */
  readonly program: string;
  /** The device's folder, flash included; what is in there survives. */
  readonly state: string;
  /** Settings, and what the program asks `host.config` for. */
  readonly config?: Readonly<Record<string, string | number>> | undefined;
  /** By file name, as `new Resource("ca.der")` asks for them. */
  readonly resources?: Readonly<Record<string, Uint8Array>> | undefined;
  /** Serial port of its console, by path. */
  readonly serial?: string | undefined;
  readonly onEvent?: ((event: Recorded) => void) | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Of this process; a run of all tests has made it before. */
let programs: Promise<string> | undefined;

/** Starts a program of the tests in the SDK's simulator. */
export async function startProgram(options: ProgramOptions): Promise<Simulator> {
  const { program, state, config = {}, resources = {}, serial, onEvent, onLine } = options;
  if (options.built === undefined) programs ??= buildPrograms();
  const built = options.built ?? (await programs) ?? "";
  mkdirSync(join(state, "resources"), { recursive: true });
  for (const [name, bytes] of Object.entries(resources)) writeFileSync(join(state, "resources", name), bytes);
  writeFileSync(join(state, "bowline.json"), JSON.stringify({ ...config, program }));
  return new Simulator({ program: built, state, serial, onEvent, onLine });
}
