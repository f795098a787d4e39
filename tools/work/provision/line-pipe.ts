import type { BytePipe } from "../../device-link/byte-pipe.js";
import type { SerialLine } from "../serial/serial-line.js";

/** A serial line as the pipe of a console client. */
export function pipeOf(line: SerialLine): BytePipe {
  const pipe: BytePipe = {
    send: (bytes) => line.write(bytes),
    onBytes: () => {},
    onClosed: () => {},
    close: () => line.close(),
  };
  line.onReceive = (bytes) => pipe.onBytes(bytes);
  line.onClose = (lost) => pipe.onClosed(lost?.message ?? "closed");
  return pipe;
}
