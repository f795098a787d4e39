/**
 * What the bundled firmware and MQTT client find in place of the engine's own: the bytes of texts, the log of the MQTT client, and the
 * modules `timer` and `time`, which belong to whichever life of the device has power now.
 */
interface Timers {
  readonly ticks: number;
  set(callback: () => void, delay?: number, repeat?: number): object;
  repeat(callback: () => void, interval: number): object;
  clear(timer: object | undefined): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

let timers: Timers | undefined;

/** The device has power, and these are its timers. */
export function powerUp(own: Timers): void {
  timers = own;
}

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** @throws TypeError where the bytes are not valid UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** `String.fromArrayBuffer` of XS. */
export function xsTextFromBuffer(bytes: ArrayBuffer): string {
  return decoder.decode(bytes);
}

/** `ArrayBuffer.fromString` of XS; the name must not be one of the firmware's own. */
export function xsBufferFromText(text: string): ArrayBuffer {
  const bytes = encoder.encode(text);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** What the SDK's client says about its errors; the firmware finds out by itself. */
export function trace(): void {}

/** In place of real time and chance: a simulated device that asked for them would not be repeatable. */
export function notRepeatable(): never {
  throw new Error("the simulation has no real time and no chance of its own");
}

function present(): Timers {
  if (timers === undefined) throw new Error("the device has no power");
  return timers;
}

/** Module `timer`. */
export const Timer = {
  set: (callback: () => void, delay?: number, repeat?: number) => present().set(callback, delay, repeat),
  repeat: (callback: () => void, interval: number) => present().repeat(callback, interval),
  clear: (timer: object | undefined) => present().clear(timer),
};

/** Module `time`. */
export const Time = {
  get ticks(): number {
    return present().ticks | 0;
  },
  delta: (start: number, end: number = present().ticks) => (end - start) | 0,
};
