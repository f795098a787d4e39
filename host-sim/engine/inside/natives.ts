/**
 * What the engine offers beyond the language, taken out of the global scope: a board has none of it, so firmware that
 * used it would run here and nowhere else. The Node engine offers the same few under the same names.
 */
interface Natives {
  issueCommand(question: ArrayBuffer): ArrayBuffer;
  setImmediate(callback: () => void): void;
  performance: { now(): number };
  TextEncoder: new () => { encode(text: string): Uint8Array };
  TextDecoder: new (
    label: string,
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

const natives = globalThis as unknown as Natives;

/** Asks the host and waits. */
export const issueCommand = natives.issueCommand;
/** Calls back in this turn, after the jobs that wait. */
export const setImmediate = natives.setImmediate;
/** A wall clock, milliseconds; good for short differences only. */
const performance = natives.performance;
export const wallClock = () => performance.now();

const encoder = new natives.TextEncoder();
const decoder = new natives.TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encoder.encode(text));
}

/** @throws TypeError where the bytes are not valid UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new TypeError("invalid UTF-8");
  }
}

const offBoard = [
  "issueCommand",
  "setImmediate",
  "performance",
  "TextEncoder",
  "TextDecoder",
  "Base64",
  "print",
  "gc",
  "currentMeterLimit",
  "resetMeter",
  "WebAssembly",
];
for (const name of offBoard) Reflect.deleteProperty(globalThis, name);
