import type { SerialLine, SerialSignals } from "./serial-line.js";

/** The names of the signals in Web Serial; what is left out stays as it is. */
interface WebSignals {
  readonly dataTerminalReady?: boolean;
  readonly requestToSend?: boolean;
  readonly break?: boolean;
}

/**
 * A serial line in the shape of the browser's Web Serial, for libraries that were written for it and run here in Node. It opens and
 * closes as often as the library likes, and changes its speed without closing, which could reset a board.
 */
export class WebSerialPort extends EventTarget {
  /** Of the line that is open; null while none is. */
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  readonly #open: (baudRate: number) => Promise<SerialLine>;
  readonly #onLost: (error: Error) => void;
  #line: SerialLine | undefined;
  #reader: ReadableStreamDefaultController<Uint8Array> | undefined;
  #signals: SerialSignals = { dtr: false, rts: false, brk: false };

  constructor(options: {
    open: (baudRate: number) => Promise<SerialLine>;
    /** The line went away by itself. */
    onLost?: (error: Error) => void;
  }) {
    super();
    this.#open = options.open;
    this.#onLost = options.onLost ?? (() => {});
  }

  /** The line, while it is open. */
  get line(): SerialLine | undefined {
    return this.#line;
  }

  async open({ baudRate }: { baudRate: number }): Promise<void> {
    if (this.#line !== undefined) throw new DOMException("The port is already open.", "InvalidStateError");
    const line = await this.#open(baudRate);
    this.#line = line;
    this.#signals = { dtr: false, rts: false, brk: false };
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#reader = controller;
      },
      cancel: () => {
        this.#reader = undefined;
      },
    });
    this.writable = new WritableStream<Uint8Array>({ write: (bytes) => line.write(bytes) });
    line.onReceive = (bytes) => this.#reader?.enqueue(bytes);
    line.onClose = (lost) => {
      if (lost === undefined) return;
      this.#forget();
      this.#reader?.error(new DOMException("The device has been lost.", "NetworkError"));
      this.#reader = undefined;
      this.#onLost(lost);
      this.dispatchEvent(new Event("disconnect"));
    };
  }

  /** Whoever still reads is told that this was all; Web Serial would refuse to close then. */
  async close(): Promise<void> {
    const line = this.#line;
    this.#forget();
    await line?.close();
    this.#reader?.close();
    this.#reader = undefined;
  }

  /** Web Serial changes only the signals that are named; the line wants all of them each time. */
  async setSignals(signals: WebSignals): Promise<void> {
    this.#signals = {
      dtr: signals.dataTerminalReady ?? this.#signals.dtr,
      rts: signals.requestToSend ?? this.#signals.rts,
      brk: signals.break ?? this.#signals.brk,
    };
    await this.#opened().setSignals(this.#signals);
  }

  /** No part of Web Serial: esptool-js uses it where it is there. */
  async setBaudRate(baudRate: number): Promise<void> {
    await this.#opened().setBaudRate(baudRate);
  }

  getInfo(): { usbVendorId?: number; usbProductId?: number } {
    const usb = this.#line?.usb;
    return usb === undefined ? {} : { usbVendorId: usb.vendorId, usbProductId: usb.productId };
  }

  #forget(): void {
    this.#line = undefined;
    this.readable = null;
    this.writable = null;
  }

  #opened(): SerialLine {
    if (this.#line === undefined) throw new DOMException("The port is closed.", "InvalidStateError");
    return this.#line;
  }
}
