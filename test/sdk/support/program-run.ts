import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Recorded } from "../../support/event-record.js";
import { buildPrograms } from "./programs.js";
import { Simulator } from "./simulator.js";

export interface ProgramOptions {
  /** Name of its file, without the ending; empty: the firmware itself. */
  readonly program: string;
  /** The device's folder, flash included; what is in there survives. */
  readonly state: string;
  /** Settings, and what the program asks `host.config` for. */
  readonly config?: Readonly<Record<string, string | number>> | undefined;
  /** By file name, as `new Resource("ca.der")` asks for them. */
  readonly resources?: Readonly<Record<string, Uint8Array>> | undefined;
  readonly onEvent?: ((event: Recorded) => void) | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Starts a program of the tests in the SDK's simulator. */
export async function startProgram(options: ProgramOptions): Promise<Simulator> {
  const { program, state, config = {}, resources = {}, onEvent, onLine } = options;
  const built = await buildPrograms();
  mkdirSync(join(state, "resources"), { recursive: true });
  for (const [name, bytes] of Object.entries(resources)) writeFileSync(join(state, "resources", name), bytes);
  writeFileSync(join(state, "bowline.json"), JSON.stringify({ ...config, program }));
  return new Simulator({ program: built, state, onEvent, onLine });
}
