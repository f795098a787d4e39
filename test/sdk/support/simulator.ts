import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { EventRecord, type Recorded } from "../../support/event-record.js";
import { findSDK } from "./sdk.js";

export interface SimulatorOptions {
  /** The program that `buildSimulator` made. */
  program: string;
  /** Folder of the device, its flash included. */
  state: string;
  /** Hears every event at once. */
  onEvent?: ((event: Recorded) => void) | undefined;
  /** Hears every line that is no event. */
  onLine?: ((line: string) => void) | undefined;
}

/** The marker of an event among the lines of trace. */
const marker = "@event ";

/** A program in the SDK's own simulator, on a display that nobody sees. */
export class Simulator {
  readonly events = new EventRecord();
  /** Lines that are no events. */
  readonly lines: string[] = [];
  #process: ChildProcess;
  #onEvent: SimulatorOptions["onEvent"];
  #onLine: SimulatorOptions["onLine"];
  #exited: Promise<unknown>;

  constructor({ program, state, onEvent, onLine }: SimulatorOptions) {
    this.#onEvent = onEvent;
    this.#onLine = onLine;
    const { folder, environment } = findSDK();
    const simulators = join(folder, "build/simulators");
    const command = ["-a", "dbus-run-session", "stdbuf", "-oL", "mcsim", simulators, program];
    const temporary = join(state, "tmp");
    mkdirSync(temporary, { recursive: true });
    // The simulator copies the program to a folder in there, and does not make the way to it.
    mkdirSync(join(state, ".config"), { recursive: true });
    this.#process = spawn("xvfb-run", command, {
      // Home and temporary files too: neither the simulator's nor the display's shall stay behind.
      env: { ...environment, BOWLINE_STATE: state, HOME: state, TMPDIR: temporary, NO_AT_BRIDGE: "1" },
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    this.#exited = once(this.#process, "exit");
    const { stdout } = this.#process;
    if (stdout === null) throw new Error("the simulator has no output");
    this.#process.on("exit", (code) => this.#tell({ event: "simulator-exited", code }));
    createInterface({ input: stdout }).on("line", (line) => this.#line(line));
  }

  /** Ends it with everything that was started for it, without a word to the device: a power cut. */
  async stop(): Promise<void> {
    const { pid } = this.#process;
    if (pid !== undefined && this.#process.exitCode === null && this.#process.signalCode === null)
      process.kill(-pid, "SIGTERM");
    await this.#exited;
  }

  #line(line: string): void {
    // The SDK writes lines without an end now and then, and an event follows on the same one.
    const at = line.indexOf(marker);
    if (at !== 0) this.#note(at < 0 ? line : line.slice(0, at));
    if (at >= 0) this.#tell(JSON.parse(line.slice(at + marker.length)) as Recorded);
  }

  #note(line: string): void {
    this.lines.push(line);
    this.#onLine?.(line);
  }

  #tell(event: Recorded): void {
    this.events.add(event);
    this.#onEvent?.(event);
  }
}

/** Puts into a device's folder what it is given to start with. */
export function giveTo(state: string, settings: object, root: Uint8Array): void {
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, "bowline.json"), JSON.stringify(settings));
  writeFileSync(join(state, "ca.der"), root);
}
