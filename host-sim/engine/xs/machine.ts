import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HeapFigures, type Machine, MachineFailure, type MachineOptions } from "../machine.js";
import { programFiles } from "../program-files.js";
import { PostMortem } from "./post-mortem.js";
import { heapFigures, programSnapshot } from "./snapshot.js";
import { Worker } from "./worker.js";
import { buildEngine } from "./worker-build.js";

/** Units of computation in a millisecond, about: measured 84,000 to 240,000. */
const unitsPerMillisecond = 150_000;
/** The counter is a signed 32-bit number. */
const mostUnits = 2 ** 31 - 1;

/** A program on the XS engine. */
export class XSMachine implements Machine {
  #worker: Worker;
  #postMortem: PostMortem | undefined;
  #turnLimit: number;

  /** @throws EngineUnavailable */
  static async start(options: MachineOptions): Promise<XSMachine> {
    const { bundle, heap: limit, turnLimit, answer, onDeath, onProgress } = options;
    const engine = await buildEngine(onProgress);
    const snapshot = await programSnapshot({ engine, program: programFiles(bundle), limit, onProgress });
    const computeLimit = Math.min(mostUnits, Math.round(turnLimit * unitsPerMillisecond));
    // Whoever set XSBUG_HOST wants to debug the firmware in xsbug: then it stops there, as long as it likes.
    const xsbug = process.env.XSBUG_HOST;
    if (xsbug !== undefined) {
      return new XSMachine(new Worker({ engine, snapshot, debugger: xsbug, answer, onDeath }), undefined, 0);
    }
    let fail: (failure: MachineFailure) => void = () => {};
    const postMortem = await PostMortem.start((fate, stack) => fail(new MachineFailure(fate, fate, stack)));
    const worker = new Worker({
      engine,
      snapshot,
      computeLimit,
      debugger: postMortem.address,
      answer,
      onDeath,
    });
    fail = (failure) => worker.fail(failure);
    return new XSMachine(worker, postMortem, turnLimit);
  }

  private constructor(worker: Worker, postMortem: PostMortem | undefined, turnLimit: number) {
    this.#worker = worker;
    this.#postMortem = postMortem;
    this.#turnLimit = turnLimit;
  }

  /** Much longer than counting takes, also where the computer is busy: counting tells where the program was. */
  get #patience(): number {
    return 3 * this.#turnLimit + 5000;
  }

  get pid(): number | undefined {
    return this.#worker.pid;
  }

  async turn(command: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    // Counting stops loops of the program; this stops what counts nothing, like a regular expression.
    const watch = this.#turnLimit === 0 ? undefined : setTimeout(() => this.#stuck(), this.#patience);
    try {
      return new Uint8Array(await this.#worker.command(command));
    } finally {
      clearTimeout(watch);
    }
  }

  async heap(): Promise<HeapFigures> {
    const file = join(tmpdir(), `bowline-heap-${randomUUID()}`);
    try {
      await this.#worker.snapshot(file);
      return heapFigures(readFileSync(file));
    } finally {
      rmSync(file, { force: true });
    }
  }

  kill(): void {
    this.#worker.kill();
    this.#postMortem?.close();
  }

  async close(): Promise<void> {
    await this.#worker.close();
    this.#postMortem?.close();
  }

  #stuck(): void {
    this.#worker.fail(new MachineFailure("endless loop", `no answer for ${this.#patience} ms`));
  }
}
