import { openDevice } from "./device-line.js";
import { type SerialAddress, serialAddressText } from "./serial-address.js";
import type { SerialLine } from "./serial-line.js";
import { openSocket } from "./socket-line.js";

/** The speed of the console and of the ROM's loader. */
export const consoleBaudRate = 115_200;

/** Opens what `--port` named, at 115,200 baud where nothing else is said, and resets no board by it. @throws SerialError */
export function openLine(address: SerialAddress, baudRate: number = consoleBaudRate): Promise<SerialLine> {
  switch (address.kind) {
    case "device":
      return openDevice(address.path, baudRate);
    case "socket":
      return openSocket(address.host, address.port, serialAddressText(address));
  }
}
