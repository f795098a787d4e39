import { SerialPort } from "serialport";
import {
  SerialError,
  type SerialFailure,
  type SerialLine,
  type SerialSignals,
  type UsbIds,
} from "./serial-line.js";
import { usbIdsOf } from "./usb-ids.js";

/** The part of a serialport stream that is used here: `SerialPort`, or one over another binding in tests. */
export interface PortStream {
  readonly isOpen: boolean;
  write(bytes: Uint8Array, callback: (error: Error | null | undefined) => void): boolean;
  set(signals: SerialSignals, callback: (error: Error | null) => void): void;
  update(options: { baudRate: number }, callback: (error: Error | null) => void): void;
  close(callback: (error: Error | null) => void): void;
  open(callback: (error: Error | null) => void): void;
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  on(event: "close", listener: (error: Error | null) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

const off: SerialSignals = Object.freeze({ dtr: false, rts: false, brk: false });

/** Opens a port of this computer. @throws SerialError */
export async function openDevice(path: string, baudRate: number): Promise<SerialLine> {
  // hupcl off: closing must not drop DTR, which would be a change of the signals that nobody asked for.
  const stream = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false });
  return await openStream(stream, path, await usbIdsOf(path));
}

/** The same for a stream that is not open yet. */
export async function openStream(
  stream: PortStream,
  name: string,
  usb: UsbIds | undefined,
): Promise<SerialLine> {
  await called((callback) => stream.open(callback)).catch((error: Error) => {
    throw openFailure(name, error);
  });
  const line = new DeviceLine(stream, name, usb);
  // The system asserts DTR and RTS when it opens a port. Both go in one step: RTS alone would reset the board.
  await line.setSignals(off);
  return line;
}

class DeviceLine implements SerialLine {
  readonly name: string;
  readonly usb: UsbIds | undefined;
  onReceive: (bytes: Uint8Array) => void = () => {};
  onClose: (lost: SerialError | undefined) => void = () => {};
  readonly #stream: PortStream;
  #hasSignals = true;
  #closing = false;
  #closed: Promise<void> | undefined;

  constructor(stream: PortStream, name: string, usb: UsbIds | undefined) {
    this.#stream = stream;
    this.name = name;
    this.usb = usb;
    // Without a listener for data the loss of the port would go unnoticed until the next write.
    stream.on("data", (bytes) => {
      if (!this.#closing) this.onReceive(bytes);
    });
    // "close" follows an error that matters; others come back from the call that they belong to.
    stream.on("error", () => {});
    stream.on("close", () => this.onClose(this.#closing ? undefined : lost(name)));
  }

  get hasSignals(): boolean {
    return this.#hasSignals;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#stream.isOpen) throw lost(this.name);
    // Not when the bytes are out: some clients take a new writer for each packet and fail where the last one is still held.
    let room = true;
    const written = called((callback) => {
      room = this.#stream.write(bytes, (error) => callback(error ?? null));
    }).catch(() => {
      throw lost(this.name);
    });
    if (room) return void written.catch(() => {}); // "close" follows
    await written;
  }

  async setSignals(signals: SerialSignals): Promise<void> {
    if (!this.#hasSignals) return;
    if (!this.#stream.isOpen) throw lost(this.name);
    // All three in each call: serialport fills those that are missing with its own idea, DTR and RTS asserted.
    await called((callback) => this.#stream.set(signals, callback)).catch(() => {
      if (!this.#stream.isOpen) throw lost(this.name);
      // A pseudo-terminal refuses (ENOTTY), and so do some adapters: the board is then reset by hand.
      this.#hasSignals = false;
    });
  }

  async setBaudRate(baudRate: number): Promise<void> {
    await called((callback) => this.#stream.update({ baudRate }, callback)).catch((error: Error) => {
      if (!this.#stream.isOpen) throw lost(this.name);
      throw new SerialError("failed", `${this.name}: ${baudRate} baud cannot be set: ${error.message}`);
    });
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#closed ??= this.#stream.isOpen
      ? called((callback) => this.#stream.close(callback)).catch(() => {
          // Lost at the same moment: closed all the same.
        })
      : Promise.resolve();
    return this.#closed;
  }
}

function lost(name: string): SerialError {
  return new SerialError("lost", `${name} is gone: the cable was pulled or the board lost its power`);
}

/** The systems' own words for the same three things, as the bindings of serialport pass them on. */
const openFailures: readonly (readonly [RegExp, SerialFailure, string])[] = [
  [
    /No such file|ENOENT|File not found/i,
    "no-such-port",
    "there is no such port; `bowline ports` lists those there are",
  ],
  [
    /Permission denied|EACCES/i,
    "denied",
    "may not be opened by you; on Linux join the group that owns it (dialout or uucp) and log in again",
  ],
  [
    /Cannot lock|Resource busy|EBUSY|Access denied/i,
    "busy",
    "another program has it open; end that one (a monitor, a console, an IDE)",
  ],
];

function openFailure(name: string, error: Error): SerialError {
  // The bindings offer no code, only their system's sentence.
  const known = openFailures.find(([words]) => words.test(error.message));
  if (known !== undefined) return new SerialError(known[1], `${name}: ${known[2]}`);
  return new SerialError("failed", `${name}: cannot be opened: ${error.message}`);
}

function called(call: (callback: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}
