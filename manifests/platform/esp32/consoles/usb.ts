import FFI from "mc/ffi";
import { UsbLine, type UsbSerialDriver } from "platform/usb-line";
import Timer from "timer";
import type { OpenSerialLine } from "../../../../firmware/ports/serial.js";
import type { TimerPort } from "../../../../firmware/ports/timer.js";

/** The console on the USB port of the chip itself. */
export const openConsole: OpenSerialLine = (callbacks) =>
  new UsbLine({
    driver: new FFI() as unknown as UsbSerialDriver,
    Timer: Timer as unknown as TimerPort,
    callbacks,
  });
