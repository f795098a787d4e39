import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { buildCommand } from "./commands/build.js";
import { connectorCommand } from "./commands/connector.js";
import { consoleCommand } from "./commands/console.js";
import { doctorCommand } from "./commands/doctor.js";
import { emulateCommand } from "./commands/emulate.js";
import { emulateBoardCommand } from "./commands/emulate-board.js";
import { fieldCommand } from "./commands/field.js";
import { flashCommand } from "./commands/flash.js";
import { monitorCommand } from "./commands/monitor.js";
import { portsCommand } from "./commands/ports.js";
import { provisionCommand } from "./commands/provision.js";
import { simCommand } from "./commands/sim.js";
import { simulateCommand } from "./commands/simulate.js";
import { startCommand } from "./commands/start.js";
import { CommandError, exitCodes, Interrupted } from "./exit-code.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const exitHelp = `
Exit codes:
  ${exitCodes.ok}  all went well, also after Ctrl-C
  ${exitCodes.failed}  it was tried and did not work
  ${exitCodes.usage}  the arguments make no sense
  ${exitCodes.unreachable}  what the command talks to is not running
  ${exitCodes.missing}  something that the command needs is not installed
`;

/** The `bowline` command: takes the arguments, returns the exit code, throws nothing. */
export async function run(args: readonly string[]): Promise<number> {
  const program = bowlineCommand();
  quiet(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    return report(error);
  }
}

/** All commands with their options and help texts. */
export function bowlineCommand(): Command {
  const program = new Command("bowline")
    .description(
      "Firmware for ESP32 boards, a simulator for it on the real XS engine, and the clouds on your desk.",
    )
    .version(version, "-V, --version", "print the version")
    .addHelpText("after", exitHelp);
  for (const command of [
    startCommand(),
    simCommand(),
    emulateCommand().addCommand(emulateBoardCommand()),
    connectorCommand(),
    buildCommand(),
    portsCommand(),
    flashCommand(),
    provisionCommand(),
    fieldCommand(),
    monitorCommand(),
    consoleCommand(),
    simulateCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
  }
  return program;
}

/** Commander throws instead of ending the process, and leaves the printing of errors to `report`. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  command.showHelpAfterError(false);
  for (const each of command.commands) quiet(each);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.ok; // help or version was asked for
    // A bare `bowline` prints its help as an answer to an incomplete question.
    if (error.code === "commander.help") return exitCodes.usage;
    complain(error.message.replace(/^error: /, ""));
    return exitCodes.usage;
  }
  if (error instanceof Interrupted) return exitCodes.ok;
  if (error instanceof CommandError) {
    complain(error.message);
    return exitCodes[error.exit];
  }
  complain(error instanceof Error ? error.message : String(error));
  return exitCodes.failed;
}

/** One line on standard error. */
function complain(message: string): void {
  process.stderr.write(`bowline: ${message.replace(/\s*\n\s*/g, " ")}\n`);
}
