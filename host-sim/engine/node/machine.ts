import inspector from "node:inspector";
import { createContext, Script } from "node:vm";
import { type HeapFigures, type Machine, MachineFailure, type MachineOptions } from "../machine.js";
import { programFiles } from "../program-files.js";
import { watchRejections } from "./rejections.js";

/**
 * What XS's worker offers beyond the language, in the context's own realm: bytes that come from outside are copied into
 * buffers of the realm, so that `instanceof ArrayBuffer` holds in the firmware.
 */
const natives = new Script(`
  const { ask, setImmediate, now, encode, decode } = host;
  const inside = (bytes) => new Uint8Array(bytes);
  globalThis.issueCommand = (question) => inside(ask(question)).buffer;
  globalThis.setImmediate = setImmediate;
  globalThis.performance = { now };
  globalThis.TextEncoder = class { encode(text) { return inside(encode(text)); } };
  globalThis.TextDecoder = class { decode(bytes) { return decode(bytes); } };
  delete globalThis.host;
`);
const command = new Script("reply = handleCommand(new Uint8Array(given).buffer)");
const immediate = new Script("job()");
const flush = new Script("reply.result");

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A program in a context of its own inside this process. Machines share nothing, not even built-in objects. */
export class NodeMachine implements Machine {
  #scope: Record<string, unknown> = { given: undefined, job: undefined, reply: undefined };
  #immediates: (() => void)[] = [];
  #turnLimit: number;
  #dead = false;
  #forget: () => void;

  static async start(options: MachineOptions): Promise<NodeMachine> {
    return new NodeMachine(options, programFiles(options.bundle).script);
  }

  private constructor(options: MachineOptions, file: string) {
    // A program that stands at a breakpoint is in no endless loop.
    this.#turnLimit = inspector.url() === undefined ? options.turnLimit : 0;
    this.#scope.host = {
      ask: (question: ArrayBuffer) => this.#ask(options.answer, question),
      setImmediate: (job: () => void) => void this.#immediates.push(job),
      now: () => performance.now(),
      encode: (text: string) => encoder.encode(text),
      decode: (bytes: Uint8Array) => decoder.decode(bytes),
    };
    createContext(this.#scope, { name: "device", microtaskMode: "afterEvaluate" });
    natives.runInContext(this.#scope);
    // The comment is for a debugger of this process.
    const code = `${options.bundle.code}\n//# sourceMappingURL=${file}.map`;
    new Script(code, { filename: file }).runInContext(this.#scope);
    this.#forget = watchRejections(this.#scope);
  }

  async turn(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const end = performance.now() + this.#turnLimit;
    this.#scope.given = bytes;
    this.#run(command, end);
    for (let job = this.#immediates.shift(); job !== undefined; job = this.#immediates.shift()) {
      this.#scope.job = job;
      this.#run(immediate, end);
    }
    // Rejections that nobody handled are told between two tasks.
    await new Promise((resolve) => setImmediate(resolve));
    return new Uint8Array(this.#run(flush, end) as ArrayBuffer);
  }

  async heap(): Promise<HeapFigures | undefined> {
    return undefined;
  }

  kill(): void {
    this.#dead = true;
    this.#immediates = [];
    this.#forget();
  }

  async close(): Promise<void> {
    this.kill();
  }

  #ask(answer: MachineOptions["answer"], question: ArrayBuffer): Uint8Array {
    const bytes = this.#dead ? undefined : answer(new Uint8Array(question));
    // There is no way to stop a program from outside; it must not notice that it runs on, so this ends it like a power cut.
    if (bytes === undefined) throw new PowerLost();
    return bytes;
  }

  #run(script: Script, end: number): unknown {
    if (this.#dead) throw new PowerLost();
    try {
      if (this.#turnLimit === 0) return script.runInContext(this.#scope);
      return script.runInContext(this.#scope, { timeout: Math.max(1, Math.ceil(end - performance.now())) });
    } catch (error) {
      throw this.#dead ? new PowerLost() : failure(error);
    }
  }
}

/** Thrown through a program whose power was cut in the middle of a turn. */
class PowerLost extends Error {
  override readonly name = "PowerLost";
}

function failure(error: unknown): MachineFailure {
  const { code, name, message, stack } = error as Partial<Error> & { code?: string };
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
    return new MachineFailure("endless loop", "the program did not come to an end");
  }
  const fate =
    name === "RangeError" && message === "Maximum call stack size exceeded" ? "stack overflow" : "crash";
  return new MachineFailure(fate, `${name ?? "Error"}: ${message ?? String(error)}`, stack ?? "");
}
