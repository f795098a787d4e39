import { type Command, Option } from "commander";
import { type ChipName, chips } from "../../host-sim/emulators/rom-loader/chip.js";
import { type CommonOptions, command, outputOf, parsePort, untilInterrupted } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { EngineName } from "../work/simulation.js";
import { aborted } from "./emulate.js";

interface BoardArguments {
  readonly chip: ChipName;
  readonly engine: EngineName;
  readonly port: number;
  readonly terminal?: string;
}

const examples = `
Examples:
  $ bowline emulate board --chip esp32c3                   then, with the port that it names:
  $ bowline flash --port socket://127.0.0.1:4000 --board esp32c3 --everything
  $ bowline provision --port socket://127.0.0.1:4000
  $ bowline emulate board --terminal /tmp/ttyBoard         a serial port, for any flashing tool
`;

/** `bowline emulate board`: an empty board to practise on, from the first flash to the first report, until Ctrl-C. */
export function emulateBoardCommand(): Command {
  return command("board", "an empty ESP32 board that waits for firmware, and runs it once it is flashed")
    .addOption(new Option("--chip <name>", "which chip it has").choices(Object.keys(chips)).default("esp32"))
    .addOption(
      new Option("--engine <name>", "what runs the firmware once it is flashed")
        .choices(["xs", "node"])
        .default("xs"),
    )
    .option("--port <number>", "TCP port on this computer, 0 for any free one", parsePort, 0)
    .addOption(
      new Option("--terminal <path>", "a pseudo-terminal with this name instead (needs socat)").conflicts(
        "port",
      ),
    )
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & BoardArguments) => {
      const output = outputOf(options);
      const { chip, engine, port, terminal } = options;
      const { signal, dispose } = untilInterrupted();
      const { startPracticeBoard } = await import("../work/practice-board.js");
      const { PseudoTerminalError } = await import("../../host-sim/world/pseudo-terminal.js");
      try {
        const line = terminal === undefined ? { port } : { terminal };
        const board = await startPracticeBoard({ chip, engine, line, output });
        output.event({ event: "emulated-board", chip, port: board.address });
        output.event({ event: "ready", hint: "Ctrl-C stops it; flash it with bowline flash --everything" });
        await aborted(signal);
        await board.close();
      } catch (error) {
        if (!(error instanceof PseudoTerminalError)) throw error;
        throw new CommandError(error.code === "missing" ? "missing" : "failed", error.message);
      } finally {
        dispose();
      }
      output.event({ event: "stopped" });
    });
}
