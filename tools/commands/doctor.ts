import type { Command } from "commander";
import { type CommonOptions, command, outputOf } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import { examine } from "../work/examination.js";

/** `bowline doctor`: whether this computer has what Bowline needs, and in which version. */
export function doctorCommand(): Command {
  return command(
    "doctor",
    "check what this computer has: node, compiler, XS engine, SDK, ESP-IDF, state folder",
  )
    .addHelpText("after", "\nExamples:\n  $ bowline doctor\n  $ bowline doctor --json\n")
    .action(async (options: CommonOptions) => {
      const findings = await examine(options.state);
      outputOf(options).table(
        ["part", "ok", "found", "advice"],
        findings.map(({ part, ok, found, advice }) => [part, ok, found, advice]),
      );
      const bad = findings.filter(({ ok, needed }) => needed && !ok).map(({ part }) => part);
      if (bad.length > 0) throw new CommandError("missing", `${bad.join(", ")}: see the advice above`);
    });
}
