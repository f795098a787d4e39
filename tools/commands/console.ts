import type { Command } from "commander";
import { type CommonOptions, command } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { SerialAddress } from "../work/serial/serial-address.js";
import { parseBaudRate, parsePortOption, portDescription, toldSerialErrors } from "./port-option.js";

interface ConsoleArguments {
  readonly port?: SerialAddress;
  readonly baud: number;
}

const examples = `
Examples:
  $ bowline console --port /dev/ttyUSB0           type help, then Enter; Ctrl-] leaves
  $ echo status | bowline console --port COM7     one command, and its answer
`;

/** `bowline console`: typing on a board's own console. */
export function consoleCommand(): Command {
  return command("console", "type commands on the board's own console")
    .option("-p, --port <port>", portDescription, parsePortOption)
    .option("--baud <number>", "speed of the line", parseBaudRate, 115_200)
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & ConsoleArguments) => {
      if (options.json === true)
        throw new CommandError(
          "usage",
          "--json: the console is for people; for programs there is `bowline monitor --json`",
        );
      await toldSerialErrors(options.port, async (port) => {
        const { converse } = await import("../work/monitor/conversation.js");
        const { openLine } = await import("../work/serial/open-line.js");
        await converse({
          open: () => openLine(port, options.baud),
          keyboard: process.stdin,
          show: (bytes) => process.stdout.write(bytes),
          tell: (sentence) => process.stderr.write(`-- ${sentence}\r\n`),
        });
        // A terminal in raw mode that was read once keeps the program alive.
        process.stdin.destroy();
      });
    });
}
