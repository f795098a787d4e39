import type { Command } from "commander";
import { type CommonOptions, command, outputOf, untilInterrupted } from "../command-line.js";
import { type SerialAddress, serialAddressText } from "../work/serial/serial-address.js";
import { parseBaudRate, parsePortOption, portDescription, toldSerialErrors } from "./port-option.js";

interface MonitorArguments {
  readonly port?: SerialAddress;
  readonly baud: number;
  readonly reset?: true;
}

const examples = `
Examples:
  $ bowline monitor --port /dev/ttyUSB0
  $ bowline monitor --port /dev/ttyUSB0 --reset      from the first line on
  $ bowline monitor --port COM7 --json > log.jsonl
`;

/** `bowline monitor`: what a board says, until Ctrl-C. */
export function monitorCommand(): Command {
  return command("monitor", "show what a board says, without disturbing it")
    .option("-p, --port <port>", portDescription, parsePortOption)
    .option("--baud <number>", "speed of the line", parseBaudRate, 115_200)
    .option("--reset", "restart the board first")
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & MonitorArguments) => {
      await toldSerialErrors(options.port, async (port) => {
        const { monitor } = await import("../work/monitor/monitor.js");
        const { openLine } = await import("../work/serial/open-line.js");
        const { signal, dispose } = untilInterrupted();
        try {
          await monitor({
            open: () => openLine(port, options.baud),
            port: serialAddressText(port),
            reset: options.reset === true,
            output: outputOf(options),
            signal,
          });
        } finally {
          dispose();
        }
      });
    });
}
