import type { SerialJack } from "../../host-sim/engine/services/serial-ports.js";
import { PseudoTerminalError } from "../../host-sim/world/pseudo-terminal.js";
import { SerialSocket } from "../../host-sim/world/serial-socket.js";
import { SerialTerminal } from "../../host-sim/world/serial-terminal.js";
import { CommandError } from "../exit-code.js";

/** The far end of a simulated device's serial line, where other programs find it. */
export interface OfferedSerial {
  readonly jack: SerialJack;
  /** For `--port`: `socket://127.0.0.1:4321`, or the path of a pseudo-terminal. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Offers it: a number is a TCP port on loopback, 0 any free one; `pty` is a pseudo-terminal in the folder given, and any path one of that
 * name. Throws a CommandError where the port is in use or the system has no pseudo-terminals.
 */
export async function offerSerial(where: string, folder: string): Promise<OfferedSerial> {
  try {
    if (/^\d{1,5}$/.test(where) && Number(where) <= 65_535) {
      const socket = await SerialSocket.listen({ port: Number(where) });
      return { jack: socket, address: `socket://127.0.0.1:${socket.port}`, close: () => socket.close() };
    }
    const terminal = await SerialTerminal.open({ link: where === "pty" ? `${folder}/console` : where });
    return { jack: terminal, address: terminal.path, close: () => terminal.close() };
  } catch (error) {
    if (error instanceof PseudoTerminalError)
      throw new CommandError(
        error.code === "missing" ? "missing" : "failed",
        `--serial ${where}: ${error.message}`,
      );
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(
      "failed",
      `--serial ${where}: ${code === "EADDRINUSE" ? "the port is in use; take another, or 0 for any free one" : message}`,
    );
  }
}
