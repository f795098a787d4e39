import { SerialPortMock } from "serialport";
import type { EmulatedBoard } from "../../host-sim/emulators/rom-loader/board.js";
import type { PortStream } from "../../tools/work/serial/device-line.js";

interface Signals {
  readonly dtr?: boolean;
  readonly rts?: boolean;
}

/**
 * The operating system's side of a serial port with a board behind it: what serialport calls in place of its native binding, so that
 * all of serialport's own code runs. As a system does, it asserts DTR and RTS when the port is opened.
 */
class BoardBinding {
  readonly openOptions: unknown;
  isOpen = true;
  readonly #board: EmulatedBoard;
  readonly #received: number[] = [];
  #reading: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  #vanished = false;

  constructor(board: EmulatedBoard, openOptions: { baudRate: number }) {
    this.#board = board;
    this.openOptions = openOptions;
    board.setHostBaudRate(openOptions.baudRate);
    board.setSignals({ dtr: true, rts: true });
  }

  receive(bytes: Uint8Array): void {
    this.#received.push(...bytes);
    this.#reading?.resolve();
    this.#reading = undefined;
  }

  /** The cable was pulled: reads fail, and later writes do. */
  vanish(): void {
    this.#vanished = true;
    this.#reading?.reject(new Error("No such device or address"));
    this.#reading = undefined;
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    if (this.#vanished) throw new Error("No such device or address");
    if (this.#received.length === 0) {
      await new Promise<void>((resolve, reject) => {
        this.#reading = { resolve, reject };
      });
    }
    const bytes = this.#received.splice(0, length);
    buffer.set(bytes, offset);
    return { buffer, bytesRead: bytes.length };
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.#vanished || !this.#board.plugged) throw new Error("Input/output error");
    this.#board.receive(bytes);
    if (!this.#board.plugged) this.vanish();
  }

  async set({ dtr = false, rts = false }: Signals): Promise<void> {
    this.#board.setSignals({ dtr, rts });
  }

  async update({ baudRate }: { baudRate: number }): Promise<void> {
    this.#board.setHostBaudRate(baudRate);
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.#reading?.reject(Object.assign(new Error("closed"), { canceled: true }));
  }
}

/** A port with a board at its end, for `openStream`: signals, speed and all, without an operating system. */
export class BoardPort {
  #binding: BoardBinding | undefined;
  readonly #board: () => EmulatedBoard;

  /** `board` is asked for when the port is opened, since it sends to this port. */
  constructor(board: () => EmulatedBoard) {
    this.#board = board;
  }

  readonly send = (bytes: Uint8Array): void => this.#binding?.receive(bytes);

  vanish(): void {
    this.#binding?.vanish();
  }

  stream(baudRate: number): PortStream {
    const binding = {
      list: async () => [],
      open: async (options: { baudRate: number }) => {
        if (!this.#board().plugged) throw new Error("No such file or directory");
        this.#binding = new BoardBinding(this.#board(), options);
        return this.#binding;
      },
    };
    // serialport's mock class lets its binding be replaced; the types of that option are those of its own mock.
    const options = { path: "/dev/board", baudRate, autoOpen: false, binding };
    return new SerialPortMock(options as unknown as ConstructorParameters<typeof SerialPortMock>[0]);
  }
}
