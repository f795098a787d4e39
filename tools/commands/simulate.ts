import { type Command, InvalidArgumentError } from "commander";
import { type CommonOptions, command, outputOf, untilInterrupted } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { SimulateOptions } from "../work/simulate.js";

/** What the command line says of them. */
type SimulateArguments = Omit<SimulateOptions, "trace" | "output" | "signal">;

const examples = `
The device, its flash, its network, its clock and its cloud run in one process under a clock of their own, and everything that
can go wrong in ten years does, drawn from the seed. docs/simulation.md says what goes wrong and which promises are watched.

Examples:
  $ bowline simulate                               ten years of seed 1
  $ bowline simulate --seed 7 --seeds 100 --years 1
  $ bowline simulate --seed 7 --only 12,13 -v      only two of its faults, with everything that happens
`;

/** `bowline simulate`: years of a device's life in minutes. Fails where a promise was broken. */
export function simulateCommand(): Command {
  return command("simulate", "live through years of faults in minutes, and check every promise")
    .option("--seed <number>", "from which everything is drawn", whole, 1)
    .option("--seeds <count>", "how many seeds, one after the other", whole, 1)
    .option("--years <number>", "how long each of them lives", positive, 10)
    .option("--from-hour <number>", "begin at this hour of the story", whole, 0)
    .option("--only <numbers>", "let only these faults happen, such as 12,13; none: no fault", numbers)
    .option("--no-shrink", "do not look for a shorter story of a failing seed")
    .addHelpText("after", examples)
    .action(
      async ({
        seed,
        seeds,
        years,
        fromHour,
        only,
        shrink,
        ...options
      }: CommonOptions & SimulateArguments) => {
        const { signal, dispose } = untilInterrupted();
        const { simulateSeeds } = await import("../work/simulate.js"); // heavy: only for those who need it
        const failures = await simulateSeeds({
          seed,
          seeds,
          years,
          fromHour,
          ...(only === undefined ? {} : { only }),
          shrink,
          trace: options.verbose === true,
          output: outputOf(options),
          signal,
        });
        dispose();
        if (failures > 0) throw new CommandError("failed", `${failures} of ${seeds} seeds broke a promise`);
      },
    );
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It is a whole number of up to nine digits.");
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError("It is a number above 0, 1000 at most.");
  return value;
}

function numbers(text: string): readonly number[] {
  return text === "none" ? [] : text.split(",").map(whole);
}
