import { createServer, type Server, type Socket } from "node:net";
import { PseudoTerminal } from "../../world/pseudo-terminal.js";
import { realTimer } from "../../world/real-timer.js";
import { listen } from "../connector/listen.js";
import { type BoardOptions, EmulatedBoard } from "./board.js";

/** A board that other programs reach. */
export interface ConnectedBoard {
  readonly board: EmulatedBoard;
  /** What `--port` takes. */
  readonly address: string;
  /** Pulls the cable: whoever has the port open loses it, and nobody can open it until `plug`. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  close(): Promise<void>;
}

type LineOptions = Omit<BoardOptions, "onSend" | "timer">;

const loopback = "127.0.0.1";
/** How long the next program waits for the one before to be gone, milliseconds. */
const handOver = 500;

/**
 * A board behind a TCP port on loopback, for `socket://`: raw bytes, no signals. One program at a time, as with a cable; the next is
 * turned away. `port` 0 takes any free one, which stays the board's own over an unplug.
 */
export async function boardOnSocket(options: LineOptions & { port?: number }): Promise<ConnectedBoard> {
  let client: Socket | undefined;
  const board = new EmulatedBoard({ ...options, timer: realTimer, onSend: (bytes) => client?.write(bytes) });
  const accept = (socket: Socket): void => {
    // A program that ends may cut its connection; "close" follows and says so.
    socket.on("error", () => {});
    if (client !== undefined) {
      // The one before may be about to leave.
      const timeout = setTimeout(() => socket.destroy(), handOver);
      client.once("close", () => {
        clearTimeout(timeout);
        if (!socket.destroyed) accept(socket);
      });
      return;
    }
    client = socket.setNoDelay(true);
    socket.on("data", (bytes) => {
      board.receive(bytes);
      if (!board.plugged) void pull();
    });
    socket.on("close", () => {
      client = undefined;
    });
  };
  let server: Server | undefined = createServer(accept);
  const { port } = await listen(server, options.port ?? 0, loopback);
  const pull = async (): Promise<void> => {
    const pulled = server;
    server = undefined;
    client?.destroy();
    if (pulled !== undefined) await new Promise((resolve) => pulled.close(resolve));
  };
  return {
    board,
    address: `socket://${loopback}:${port}`,
    async unplug() {
      board.unplug();
      await pull();
    },
    async plug() {
      if (server !== undefined) return;
      server = createServer(accept);
      await listen(server, port, loopback);
      board.plug();
    },
    async close() {
      board.close();
      await pull();
    },
  };
}

/** A board behind a pseudo-terminal with the name `link`: a serial port like any other, but without signals. */
export async function boardOnTerminal(options: LineOptions & { link: string }): Promise<ConnectedBoard> {
  let terminal: PseudoTerminal | undefined;
  const board = new EmulatedBoard({
    ...options,
    timer: realTimer,
    onSend: (bytes) => terminal?.write(bytes),
  });
  const attach = async (): Promise<void> => {
    terminal = await PseudoTerminal.open({
      link: options.link,
      onReceive: (bytes) => {
        board.receive(bytes);
        if (!board.plugged) void pull();
      },
    });
  };
  const pull = async (): Promise<void> => {
    const pulled = terminal;
    terminal = undefined;
    await pulled?.close();
  };
  await attach();
  return {
    board,
    address: options.link,
    async unplug() {
      board.unplug();
      await pull();
    },
    async plug() {
      if (terminal !== undefined) return;
      await attach();
      board.plug();
    },
    async close() {
      board.close();
      await pull();
    },
  };
}
