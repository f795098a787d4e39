import { type Command, Option } from "commander";
import type { BoardEvent } from "../../host-sim/emulators/rom-loader/board.js";
import { type ChipName, chips } from "../../host-sim/emulators/rom-loader/chip.js";
import { type CommonOptions, command, outputOf, parsePort, untilInterrupted } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import { aborted } from "./emulate.js";

interface BoardArguments {
  readonly chip: ChipName;
  readonly port: number;
  readonly terminal?: string;
}

const examples = `
Examples:
  $ bowline emulate board --chip esp32c3                   for bowline flash --port socket://127.0.0.1:<port>
  $ bowline emulate board --terminal /tmp/ttyBoard         a serial port, for any flashing tool
`;

/** `bowline emulate board`: an empty board that waits for firmware, to learn flashing without one, until Ctrl-C. */
export function emulateBoardCommand(): Command {
  return command(
    "board",
    "an ESP32 board that waits for firmware, with the loader of its ROM and empty flash",
  )
    .addOption(new Option("--chip <name>", "which chip it has").choices(Object.keys(chips)).default("esp32"))
    .option("--port <number>", "TCP port on this computer, 0 for any free one", parsePort, 0)
    .addOption(
      new Option("--terminal <path>", "a pseudo-terminal with this name instead (needs socat)").conflicts(
        "port",
      ),
    )
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & BoardArguments) => {
      const output = outputOf(options);
      const { signal, dispose } = untilInterrupted();
      const { boardOnSocket, boardOnTerminal } = await import("../../host-sim/emulators/rom-loader/lines.js");
      const { PseudoTerminalError } = await import("../../host-sim/world/pseudo-terminal.js");
      const board = {
        chip: options.chip,
        powerOn: "download",
        onEvent: (event: BoardEvent) => {
          // A request is one of hundreds of a transfer.
          if (event.event !== "request") output.event({ ...event, event: `emulated-${event.event}` });
        },
      } as const;
      try {
        const connected = await (options.terminal === undefined
          ? boardOnSocket({ ...board, port: options.port })
          : boardOnTerminal({ ...board, link: options.terminal }));
        output.event({ event: "emulated-board", chip: options.chip, port: connected.address });
        output.event({ event: "ready", hint: "Ctrl-C stops it; flash it with bowline flash --everything" });
        await aborted(signal);
        await connected.close();
      } catch (error) {
        if (!(error instanceof PseudoTerminalError)) throw error;
        throw new CommandError(error.code === "missing" ? "missing" : "failed", error.message);
      } finally {
        dispose();
      }
      output.event({ event: "stopped" });
    });
}
