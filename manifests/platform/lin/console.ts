import Serial from "embedded:io/serial";
import type { OpenSerialLine } from "../../../firmware/ports/serial.js";
import { readText } from "./files.js";

/** The environment's name for the serial port of the console: a device, or a pseudo-terminal. */
const variable = "BOWLINE_SERIAL=";

/** The SDK's serial module on a computer, which names ports by path; its typings are those of boards. */
const HostSerial = Serial as unknown as new (options: {
  device: string;
  baud: number;
  format: "buffer";
  onReadable(count: number): void;
  onWritable(count: number): void;
}) => { read(): ArrayBuffer | undefined; write(data: ArrayBuffer): void; close(): void };

/** The console on the port that the environment names; undefined where it names none. */
export function givenConsole(): OpenSerialLine | undefined {
  const variables = (readText("/proc/self/environ") ?? "").split("\0");
  const device = variables.find((each) => each.startsWith(variable))?.slice(variable.length);
  if (device === undefined || device === "") return undefined;
  return ({ onReadable, onWritable }) => {
    const line = new HostSerial({ device, baud: 115_200, format: "buffer", onReadable, onWritable });
    return {
      read: () => line.read(),
      // It takes buffers only, no views of them.
      write: (data) => line.write(data instanceof Uint8Array ? data.slice().buffer : data),
      close: () => line.close(),
    };
  };
}
