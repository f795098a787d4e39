import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BoardEvent } from "../../host-sim/emulators/rom-loader/board.js";
import type { ChipName } from "../../host-sim/emulators/rom-loader/chip.js";
import { boardOnSocket, boardOnTerminal } from "../../host-sim/emulators/rom-loader/lines.js";
import { SimulatedBoard } from "../../host-sim/simulated-board.js";
import type { EngineName } from "../../host-sim/simulated-device.js";
import type { Output } from "../output/output.js";

export interface PracticeBoardOptions {
  readonly chip: ChipName;
  /** What runs the firmware once the board has been flashed. */
  readonly engine: EngineName;
  /** A TCP port, 0 for any free one; or the name of a pseudo-terminal. */
  readonly line: { readonly port: number } | { readonly terminal: string };
  readonly output: Output;
}

/** A board that works until it is closed. */
export interface PracticeBoard {
  /** For `--port`. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * An empty board that waits for firmware at a serial line, to practise on: once it has been flashed the firmware of this repository
 * starts, whatever the image was, and is there to be provisioned and watched. Nothing of it is left at the end.
 *
 * @throws PseudoTerminalError, or Error where the TCP port is in use
 */
export async function startPracticeBoard(options: PracticeBoardOptions): Promise<PracticeBoard> {
  const { chip, engine, line, output } = options;
  const folder = await mkdtemp(join(tmpdir(), "bowline-board-"));
  let close = async (): Promise<void> => {};
  const firmware = new SimulatedBoard({
    boot: async (serial) => {
      // Heavy, and needed only when the board has been flashed.
      const { startSimulatedDevice } = await import("../../host-sim/simulated-device.js");
      const device = await startSimulatedDevice({
        id: `practice-${chip}`,
        engine,
        flash: join(folder, "flash"),
        serial,
        onEvent: (event) => output.event({ ...event }),
      });
      close = () => device.close();
      return device;
    },
  });
  const board = {
    chip,
    powerOn: "download",
    application: firmware.application,
    onEvent: (event: BoardEvent) => {
      // A request is one of hundreds of a transfer.
      if (event.event !== "request") output.event({ ...event, event: `emulated-${event.event}` });
      if (event.event === "boot" && event.mode === "run")
        firmware.started().catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          output.event({ event: "log", level: "error", tag: "board", message: `did not start: ${reason}` });
        });
    },
  } as const;
  const connected = await ("port" in line
    ? boardOnSocket({ ...board, port: line.port })
    : boardOnTerminal({ ...board, link: line.terminal }));
  return {
    address: connected.address,
    async close() {
      await connected.close();
      await firmware.started().catch(() => {}); // told when it happened
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
