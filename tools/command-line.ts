import { Command, InvalidArgumentError } from "commander";
import { HumanOutput } from "./output/human-output.js";
import { JSONOutput, type Output } from "./output/output.js";
import { defaultStateFolder, openStateFolder, type StateFolder } from "./work/state-folder.js";

/** What every command takes. */
export interface CommonOptions {
  readonly json?: true;
  readonly state: string;
  readonly verbose?: true;
}

/** A command with the options that all commands share. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--json", "print one JSON object a line and nothing else")
    .option("--state <dir>", "folder for certificates, devices and their flash", defaultStateFolder())
    .option("-v, --verbose", "print everything that happens");
}

export function outputOf(options: CommonOptions): Output {
  if (options.json) return new JSONOutput((text) => process.stdout.write(text));
  return new HumanOutput({
    terminal: { write: (text) => process.stdout.write(text), isTTY: process.stdout.isTTY === true },
    verbose: options.verbose === true,
  });
}

export function stateOf(options: CommonOptions): StateFolder {
  return openStateFolder(options.state);
}

/** A TCP port; 0 means any free one. */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return Number(text);
}

/** Runs until Ctrl-C or `kill`: resolves when the user has asked for the end. */
export function untilInterrupted(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    dispose() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
