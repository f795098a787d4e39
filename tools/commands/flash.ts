import { join } from "node:path";
import type { Command } from "commander";
import { type CommonOptions, command, outputOf, untilInterrupted } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { FlashScope } from "../work/flash/flash-board.js";
import { type SerialAddress, serialAddressText } from "../work/serial/serial-address.js";
import {
  parseBaudRate,
  parsePortOption,
  parseSeconds,
  portDescription,
  toldSerialErrors,
} from "./port-option.js";

interface FlashArguments {
  readonly port?: SerialAddress;
  readonly package?: string;
  readonly board?: string;
  readonly everything?: true;
  readonly erase?: true;
  readonly yes?: true;
  readonly baud: number;
  readonly wait: number;
}

const examples = `
Examples:
  $ bowline flash --port /dev/ttyUSB0 --board esp32c3               a new application; the board keeps its settings
  $ bowline flash --port /dev/ttyUSB0 --board esp32c3 --everything  a new board
  $ bowline flash --port COM7 --package firmware-1.4 --erase        and forget all that is on it
`;

/** `bowline flash`: puts a package on a board and starts it. */
export function flashCommand(): Command {
  return command("flash", "write firmware to a board over its serial port, verify it and start it")
    .option("-p, --port <port>", portDescription, parsePortOption)
    .option("--package <dir>", "folder of the package to write")
    .option("--board <name>", "the package that `bowline build` made for this board, in build/<name>")
    .option("--everything", "all parts, for a new board; by default the application alone")
    .option("--erase", "erase all of flash before, settings and credentials included")
    .option("-y, --yes", "do not ask before erasing")
    .option("--baud <number>", "speed of the transfer", parseBaudRate, 460_800)
    .option("--wait <seconds>", "how long an unplugged board may stay away", parseSeconds, 60)
    .addHelpText("after", examples)
    .action((options: CommonOptions & FlashArguments) =>
      toldSerialErrors(options.port, (port) => flash(port, options)),
    );
}

async function flash(port: SerialAddress, options: CommonOptions & FlashArguments): Promise<void> {
  const folder = packageFolder(options);
  const { PackageError, verifyPackage } = await import("../work/package-format.js");
  const { flashBoard } = await import("../work/flash/flash-board.js");
  const { FlashError } = await import("../work/flash/flash-error.js");
  const { openLine } = await import("../work/serial/open-line.js");
  const { SerialError } = await import("../work/serial/serial-line.js");
  const output = outputOf(options);
  try {
    const firmware = await verifyPackage(folder);
    if (options.erase === true && options.yes !== true) await confirmErase(serialAddressText(port));
    const { signal, dispose } = untilInterrupted();
    await flashBoard({
      signal,
      firmware,
      scope: scopeOf(options),
      open: (baudRate) => openLine(port, baudRate),
      port: serialAddressText(port),
      baudRate: options.baud,
      waitSeconds: options.wait,
      output,
    }).finally(dispose);
  } catch (error) {
    if (error instanceof PackageError) throw new CommandError("usage", error.message);
    if (error instanceof SerialError)
      output.event({ event: "flash-failed", code: error.code, reason: error.message });
    if (!(error instanceof FlashError)) throw error;
    const { code, reason, advice } = error;
    output.event({ event: "flash-failed", code, reason, advice });
    throw new CommandError(code === "no-loader" ? "unreachable" : "failed", error.message);
  }
}

function packageFolder(options: FlashArguments): string {
  if ((options.package === undefined) === (options.board === undefined))
    throw new CommandError("usage", "--package or --board: give one of them, the firmware to write");
  return options.package ?? join("build", options.board ?? "");
}

function scopeOf({ erase, everything }: FlashArguments): FlashScope {
  if (erase === true) return "erase";
  return everything === true ? "everything" : "update";
}

async function confirmErase(port: string): Promise<void> {
  if (process.stdin.isTTY !== true)
    throw new CommandError("usage", "--erase: there is no terminal to ask in; confirm it with --yes");
  const { confirm } = await import("@inquirer/prompts");
  const sure = await confirm({
    message: `Erase everything on the board at ${port}, its settings and credentials included?`,
    default: false,
  });
  if (!sure) throw new CommandError("failed", "nothing was erased or written");
}
