import type { Bundle } from "./bundle.js";

/** Why a program cannot go on, as the engine finds it. */
export type Fate = "crash" | "out of memory" | "stack overflow" | "endless loop";

/** The engine has given up the program; nothing of it runs any more. */
export class MachineFailure extends Error {
  override readonly name = "MachineFailure";
  readonly fate: Fate;
  /** Stack in the engine's words, where it has one. */
  readonly stackOfProgram: string;

  constructor(fate: Fate, message: string, stackOfProgram = "") {
    super(message);
    this.fate = fate;
    this.stackOfProgram = stackOfProgram;
  }
}

/** What a device's heap holds after a garbage collection. */
export interface HeapFigures {
  /** Strings, buffers, arrays and byte code. */
  readonly chunkBytes: number;
  /** Objects, properties, closures; a slot is 32 bytes here and 16 on the ESP32. */
  readonly slots: number;
}

export interface HeapLimit {
  /** Room for chunks beside the program itself, bytes. */
  readonly chunkBytes: number;
  /** Room for slots beside the program itself. */
  readonly slots: number;
}

export interface MachineOptions {
  readonly bundle: Bundle;
  /** Limits of XS; the Node engine has none. */
  readonly heap: HeapLimit;
  /** How long one turn may compute, milliseconds, about. */
  readonly turnLimit: number;
  /** Answers a question while the program waits. Undefined: there will never be an answer, the device is off. */
  readonly answer: (question: Uint8Array<ArrayBuffer>) => Uint8Array | undefined;
  /** The engine died between two turns. */
  readonly onDeath: (failure: MachineFailure) => void;
  readonly onProgress?: ((progress: EngineProgress) => void) | undefined;
}

/** Preparing the engine takes seconds once. */
export interface EngineProgress {
  readonly step: "compile" | "snapshot";
  readonly done?: number;
  readonly total?: number;
}

/** One program in one engine. One turn at a time. */
export interface Machine {
  readonly pid?: number | undefined;
  /** Gives the program a command and returns its reply. @throws MachineFailure */
  turn(command: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Undefined where the engine cannot tell. */
  heap(): Promise<HeapFigures | undefined>;
  /** Ends it at once; a turn that runs fails. */
  kill(): void;
  /** Ends it when no turn runs. */
  close(): Promise<void>;
}
