import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { type Fate, MachineFailure } from "../machine.js";
import { NetstringReader, netstring } from "./netstrings.js";

interface WorkerOptions {
  /** The worker's file. */
  readonly engine: string;
  /** Starts from this snapshot. */
  readonly snapshot?: string;
  /** Units of computation that one command may take. */
  readonly computeLimit?: number;
  /** `host:port` of a debugger to connect to. */
  readonly debugger?: string;
  /** It died while nobody waited for it. */
  readonly onDeath?: (failure: MachineFailure) => void;
  readonly answer?: (question: Uint8Array<ArrayBuffer>) => Uint8Array | undefined;
}

interface Waiting {
  resolve(reply: Buffer): void;
  reject(failure: Error): void;
}

/** Exit codes of the worker. */
const fates: Readonly<Record<number, Fate>> = {
  11: "out of memory",
  12: "stack overflow",
  16: "out of memory",
  17: "endless loop",
};

/** In the worker's reply the figures end and the content starts here. */
const endOfFigures = 0x01;
const noBytes = new Uint8Array(0);

/**
 * The XS engine in a process of its own, which speaks netstrings over two pipes. One command at a time; while it runs, the
 * worker may ask and waits for the answer. The process ends when its pipe closes: when this process dies, so does it.
 */
export class Worker {
  #child: ChildProcess;
  #down: Writable;
  #waiting: Waiting | undefined;
  #exit: Promise<void>;
  #failure: MachineFailure | undefined;

  constructor(options: WorkerOptions) {
    const { engine, snapshot, computeLimit, answer } = options;
    const flags = [
      "device",
      ...(computeLimit === undefined ? [] : ["-l", String(computeLimit)]),
      ...(snapshot === undefined ? [] : ["-r", snapshot]),
    ];
    this.#child = spawn(engine, flags, {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
      env: options.debugger === undefined ? {} : { XSBUG_HOST: options.debugger },
    });
    this.#down = this.#child.stdio[3] as Writable;
    const reader = new NetstringReader((body) => this.#received(body, answer));
    (this.#child.stdio[4] as Readable).on("data", (bytes: Buffer) => reader.push(bytes));
    // The worker's death shows in its exit; the pipe's error says nothing more.
    this.#down.on("error", () => {});
    let complaint = "";
    this.#child.stderr?.on("data", (text: Buffer) => {
      complaint = `${complaint}${text}`.slice(-500);
    });
    this.#exit = new Promise((resolve) => {
      const ended = (failure: MachineFailure) => {
        this.#failure ??= failure;
        if (this.#waiting === undefined) options.onDeath?.(this.#failure);
        else this.#waiting.reject(this.#failure);
        this.#waiting = undefined;
        resolve();
      };
      this.#child.on("error", ({ message }) => ended(new MachineFailure("crash", message)));
      this.#child.on("close", (code, signal) => ended(failureOf(code, signal, complaint)));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Runs a script file. */
  async load(script: string): Promise<void> {
    await this.#send("s", Buffer.from(script));
  }

  /** Writes a snapshot to a file; collects garbage first. */
  async snapshot(file: string): Promise<void> {
    await this.#send("w", Buffer.from(file));
  }

  /** Calls `handleCommand`. @throws MachineFailure */
  command(bytes: Uint8Array): Promise<Buffer> {
    return this.#send("?", bytes);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Fails what runs, with this as the reason, and kills. */
  fail(failure: MachineFailure): void {
    this.#failure ??= failure;
    this.#child.kill("SIGKILL");
  }

  async close(): Promise<void> {
    this.#down.end(netstring("q", noBytes));
    await this.#exit;
  }

  #send(tag: string, body: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      if (this.#waiting !== undefined) return reject(new Error("the worker takes one command at a time"));
      this.#waiting = { resolve, reject };
      this.#down.write(netstring(tag, body));
    });
  }

  #received(body: Buffer, answer: WorkerOptions["answer"]): void {
    const tag = String.fromCharCode(body[0] ?? 0);
    if (tag === "?") {
      const reply = answer?.(new Uint8Array(body.subarray(1)));
      if (reply !== undefined) this.#down.write(netstring("/", reply));
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (tag === "!") waiting?.reject(new MachineFailure("crash", body.toString("utf8", 1)));
    else waiting?.resolve(body.subarray(body.indexOf(endOfFigures) + 1));
  }
}

function failureOf(code: number | null, signal: string | null, complaint: string): MachineFailure {
  const fate = code === null ? undefined : fates[code];
  if (fate !== undefined) return new MachineFailure(fate, fate);
  return new MachineFailure("crash", `the engine ended (${signal ?? code}) ${complaint.trim()}`.trim());
}
