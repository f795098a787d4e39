import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { EventRecord, type Recorded } from "../../support/event-record.js";
import { findDisplay } from "./display.js";
import { findSDK } from "./sdk.js";

export interface SimulatorOptions {
  /** The program that `buildSimulator` made. */
  program: string;
  /** Folder of the device, its flash included. */
  state: string;
  /** Serial port of its console, by path; none where absent. */
  serial?: string | undefined;
  /** Hears every event at once. */
  onEvent?: ((event: Recorded) => void) | undefined;
  /** Hears every line that is no event. */
  onLine?: ((line: string) => void) | undefined;
}

/** How many of the last lines on standard error are kept, to be told when it ends. */
const mostComplaints = 5;

/** The marker of an event among the lines of trace. */
const marker = "@event ";

/** A program in the SDK's own simulator, on a display that nobody sees. */
export class Simulator {
  readonly events = new EventRecord();
  /** Lines that are no events. */
  readonly lines: string[] = [];
  #options: SimulatorOptions;
  #process: ChildProcess | undefined;
  #starting: Promise<void>;
  #exited: Promise<unknown> | undefined;
  #stopped = false;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#starting = this.#start();
    // Whoever waits for its events is told so by them.
    this.#starting.catch((error: unknown) =>
      this.#tell({ event: "simulator-failed", reason: String(error) }),
    );
  }

  /** Ends it with everything that was started for it, without a word to the device: a power cut. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#starting.catch(() => {});
    this.#kill();
    await this.#exited;
  }

  /** With its group: a session bus and the simulator itself. */
  readonly #kill = (): void => {
    const { pid, exitCode = null, signalCode = null } = this.#process ?? {};
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
  };

  async #start(): Promise<void> {
    const { program, state } = this.#options;
    const { folder, environment } = findSDK();
    const temporary = join(state, "tmp");
    mkdirSync(temporary, { recursive: true });
    // The simulator copies the program to a folder in there, and does not make the way to it.
    mkdirSync(join(state, ".config"), { recursive: true });
    const DISPLAY = await findDisplay();
    if (this.#stopped) return;
    const command = ["stdbuf", "-oL", "mcsim", join(folder, "build/simulators"), program];
    const simulator = spawn("dbus-run-session", ["--", ...command], {
      // Nothing else: a device reads its variables at start, and what they take of its heap is measured.
      env: {
        PATH: environment.PATH,
        DISPLAY,
        BOWLINE_STATE: state,
        BOWLINE_SERIAL: this.#options.serial ?? "",
        // Home and temporary files too: nothing of the simulator's shall stay behind.
        HOME: state,
        TMPDIR: temporary,
        NO_AT_BRIDGE: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#process = simulator;
    this.#exited = once(simulator, "exit");
    const complaints: string[] = [];
    createInterface({ input: simulator.stderr }).on("line", (line) => {
      complaints.push(line);
      if (complaints.length > mostComplaints) complaints.shift();
    });
    // Of a test that has failed nothing runs on, either.
    process.once("exit", this.#kill);
    simulator.on("exit", (code, signal) => {
      process.off("exit", this.#kill);
      this.#tell({ event: "simulator-exited", code, signal, complaints: complaints.join("; ") });
    });
    createInterface({ input: simulator.stdout }).on("line", (line) => this.#line(line));
  }

  #line(line: string): void {
    // The SDK writes lines without an end now and then, and an event follows on the same one.
    const at = line.indexOf(marker);
    if (at !== 0) this.#note(at < 0 ? line : line.slice(0, at));
    if (at >= 0) this.#tell(JSON.parse(line.slice(at + marker.length)) as Recorded);
  }

  #note(line: string): void {
    this.lines.push(line);
    this.#options.onLine?.(line);
  }

  #tell(event: Recorded): void {
    this.events.add(event);
    this.#options.onEvent?.(event);
  }
}

/** Puts into a device's folder what it is given to start with. */
export function giveTo(state: string, settings: object, root: Uint8Array): void {
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, "bowline.json"), JSON.stringify(settings));
  writeFileSync(join(state, "ca.der"), root);
}
