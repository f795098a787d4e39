import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { EventRecord, type Recorded } from "./event-record.js";
import { printed } from "./secret-watch.js";

const launcher = fileURLToPath(new URL("../../tools/bowline.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bowline` with these arguments to its end; killed after a minute. */
export async function bowline(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Outcome> {
  const child = spawn(process.execPath, [launcher, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    // Where CI is set the colours would be on, also without a terminal.
    env: { ...env, NO_COLOR: "1" },
    timeout: 60_000,
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  printed(`bowline ${args[0] ?? ""}`, stdout + stderr);
  return { code, stdout, stderr };
}

/** A `bowline … --json` that goes on until it is stopped; its lines are events. */
export class RunningCommand {
  readonly events = new EventRecord();
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  /** All that were started; a test that fails leaves its own behind. */
  static #running = new Set<RunningCommand>();

  /** Ends whatever still runs, at once; for the end of a test file. */
  static endAll(): void {
    for (const { pid } of RunningCommand.#running) process.kill(pid, "SIGKILL");
  }

  /** Lines on standard output that are no JSON objects. */
  readonly strayLines: string[] = [];
  stderr = "";

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [launcher, ...args, "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    RunningCommand.#running.add(this);
    this.#exit = exitOf(this.#child).finally(() => RunningCommand.#running.delete(this));
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on("line", (line) => this.#line(line));
    this.#child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      this.stderr += chunk;
      printed("standard error of bowline", chunk);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Sends a signal, Ctrl-C where none is named, and waits for the end. */
  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    this.#child.kill(signal);
    const fallback = setTimeout(() => this.#child.kill("SIGKILL"), 15_000);
    const code = await this.#exit;
    clearTimeout(fallback);
    return code;
  }

  /** Waits for the end that it comes to by itself; killed after a minute. */
  async ended(): Promise<number | null> {
    const fallback = setTimeout(() => this.#child.kill("SIGKILL"), 60_000);
    const code = await this.#exit;
    clearTimeout(fallback);
    return code;
  }

  #line(line: string): void {
    printed("standard output of bowline", line);
    try {
      this.events.add(JSON.parse(line) as Recorded);
    } catch {
      this.strayLines.push(line);
    }
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", (code) => resolve(code)));
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  let result = "";
  if (stream !== null) for await (const chunk of stream) result += chunk;
  return result;
}
