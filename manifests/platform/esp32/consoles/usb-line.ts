import type { SerialCallbacks, SerialLine } from "../../../../firmware/ports/serial.js";
import type { TimerHandle, TimerPort } from "../../../../firmware/ports/timer.js";

/** What is used of ESP-IDF's driver for USB-Serial/JTAG; buffers are C memory to it, `ticks` 0 does not wait. */
export interface UsbSerialDriver {
  /** The configuration is two 32-bit numbers: bytes of its buffers for sending and for receiving. 0: done. */
  usb_serial_jtag_driver_install(configuration: ArrayBuffer): number;
  usb_serial_jtag_driver_uninstall(): number;
  /** Bytes read, 0 to `length`. */
  usb_serial_jtag_read_bytes(into: ArrayBuffer, length: number, ticks: number): number;
  /** Bytes taken, all of them or, where there is no room, none. */
  usb_serial_jtag_write_bytes(from: ArrayBuffer, length: number, ticks: number): number;
}

/** Buffers of the driver, bytes: deeper than a UART's, as USB hands over 64 at a time. */
const bufferBytes = Object.freeze({ transmit: 512, receive: 1024 });
/** Bytes handed over at a time; as much as the console takes from a UART. */
const pieceBytes = 128;
/** The driver tells nobody that something came, so it is asked, milliseconds. */
const interval = 10;

/**
 * The serial console over the USB port of the chip itself, for boards without a bridge (ESP32-S3, C3, C6). Nobody may be listening, or no cable be
 * there: then the driver's buffer fills and what the console wants to say waits in its queue, which is bounded.
 */
export class UsbLine implements SerialLine {
  #driver: UsbSerialDriver;
  #Timer: TimerPort;
  #callbacks: SerialCallbacks;
  #timer: TimerHandle | undefined;
  /** What was read from the driver and not taken yet. */
  #arrived = new Uint8Array(0);
  /** Taken from the console, and not yet by the driver. */
  #leaving: ArrayBuffer | undefined;
  #isRoomTold = false;

  /** Throws where the driver cannot be installed: a debugger has it. */
  constructor(options: { driver: UsbSerialDriver; Timer: TimerPort; callbacks: SerialCallbacks }) {
    this.#driver = options.driver;
    this.#Timer = options.Timer;
    this.#callbacks = options.callbacks;
    const configuration = Uint32Array.of(bufferBytes.transmit, bufferBytes.receive);
    if (this.#driver.usb_serial_jtag_driver_install(configuration.buffer) !== 0)
      throw new Error("USB serial: in use; the console needs a build without debugger");
    this.#timer = this.#Timer.set(() => this.#look(), interval, interval);
  }

  read(count = this.#arrived.byteLength): ArrayBuffer | undefined {
    if (this.#arrived.byteLength === 0) return undefined;
    const taken = this.#arrived.slice(0, count);
    this.#arrived = this.#arrived.slice(count);
    return taken.buffer;
  }

  write(data: ArrayBuffer | Uint8Array): void {
    if (this.#leaving !== undefined) throw new Error("USB serial: output full");
    if (data.byteLength > pieceBytes) throw new Error(`USB serial: at most ${pieceBytes} bytes at a time`);
    this.#leaving = Uint8Array.from(data instanceof Uint8Array ? data : new Uint8Array(data)).buffer;
    this.#isRoomTold = false;
  }

  close(): void {
    if (this.#timer === undefined) return;
    this.#Timer.clear(this.#timer);
    this.#timer = undefined;
    this.#driver.usb_serial_jtag_driver_uninstall();
  }

  #look(): void {
    this.#send();
    // Not more before the last was taken: what the console leaves stays in the driver's buffer.
    if (this.#arrived.byteLength === 0) {
      const piece = new Uint8Array(pieceBytes);
      const count = this.#driver.usb_serial_jtag_read_bytes(piece.buffer, pieceBytes, 0);
      if (count > 0) this.#arrived = piece.slice(0, count);
    }
    if (this.#arrived.byteLength > 0) this.#callbacks.onReadable(this.#arrived.byteLength);
  }

  #send(): void {
    const { usb_serial_jtag_write_bytes: write } = this.#driver;
    if (this.#leaving !== undefined) {
      if (write.call(this.#driver, this.#leaving, this.#leaving.byteLength, 0) <= 0) return;
      this.#leaving = undefined;
    }
    if (this.#isRoomTold) return;
    this.#isRoomTold = true;
    this.#callbacks.onWritable(pieceBytes);
  }
}
