import Serial from "embedded:io/serial";
import type { OpenSerialLine, SerialLine } from "../../firmware/ports/serial.js";

/** The simulated board's UART; its far end is a TCP port on loopback, told by the event `serial`. */
export const openConsole: OpenSerialLine = ({ onReadable, onWritable }) =>
  new Serial({ port: "console", baud: 115_200, format: "buffer", onReadable, onWritable }) as SerialLine;
