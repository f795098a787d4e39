import Serial from "embedded:io/serial";
import board from "boards/current/board";
import type { OpenSerialLine } from "../../../../firmware/ports/serial.js";

/**
 * The console on the UART that the board's description names. Plain release builds only: a debugger or the instrumentation has it otherwise, and
 * opening throws.
 */
export const openConsole: OpenSerialLine = ({ onReadable, onWritable }) => {
  const { port, transmit, receive } = board.console;
  const line = new Serial({
    port,
    transmit,
    receive,
    baud: 115_200,
    format: "buffer",
    onReadable: (count) => onReadable(count),
    onWritable: (count) => onWritable(count),
  });
  return {
    read: (count) => (count === undefined ? line.read() : line.read(count)) as ArrayBuffer | undefined,
    write: (data) => line.write(data),
    close: () => line.close(),
  };
};
