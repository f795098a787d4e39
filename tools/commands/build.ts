import type { Command } from "commander";
import { type CommonOptions, command, outputOf } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import { boardNames, loadBoard } from "../work/build/boards.js";
import { checkBoards } from "../work/build/check-boards.js";
import { buildReport } from "../work/build/report.js";
import { findToolchain } from "../work/build/toolchain.js";

interface BuildArguments {
  readonly board?: readonly string[];
  readonly check?: true;
}

const examples = `
Examples:
  $ bowline build --check                   all boards: types, modules, link, what lies in RAM; needs no ESP-IDF
  $ bowline build --board esp32c3 --check
  $ bowline build --board esp32c3           the firmware, as a package in build/esp32c3
`;

/** `bowline build`: the firmware of a board, with the Moddable SDK. */
export function buildCommand(): Command {
  return command("build", "build the firmware for a board, or check it without ESP-IDF")
    .option("--board <name...>", "a folder in manifests/boards (default with --check: all)")
    .option("--check", "types, modules and link for the target, as far as it goes without ESP-IDF")
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & BuildArguments) => {
      const { board: names = options.check ? boardNames() : [] } = options;
      if (names.length === 0)
        throw new CommandError("usage", `--board: name one of ${boardNames().join(", ")}`);
      const boards = await Promise.all(names.map((name) => loadBoard(name)));
      const report = buildReport(outputOf(options), boards);
      const toolchain = findToolchain({
        environment: process.env,
        wantsIDF: options.check !== true,
        tell: report.tell,
      });
      if (toolchain === undefined) throw new CommandError("missing", "the build lacks what is named above");
      const bad = await checkBoards(boards, toolchain, report.tell);
      report.close();
      if (bad.length > 0) throw new CommandError("failed", `${bad.join(", ")}: see the complaints above`);
    });
}
