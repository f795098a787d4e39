import { join, resolve } from "node:path";
import type { Command } from "commander";
import { type CommonOptions, command, outputOf } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { Board } from "../work/build/boards.js";

interface BuildArguments {
  readonly board?: readonly string[];
  readonly check?: true;
  readonly output?: string;
}

const examples = `
Examples:
  $ bowline build --check                   all boards: types, modules, link, what lies in RAM; needs no ESP-IDF
  $ bowline build --board esp32c3 --check
  $ bowline build --board esp32c3           the firmware, as a package in build/esp32c3
  $ bowline build --board esp32c3 --output dist/freezer connectorId=o33ara2ekbo800000
`;

/** Settings that must not stand in an image, which anybody may hold who holds a board; `provision` puts them where they belong. */
const secrets = ["password", "token", "clientKey"];

/** `bowline build`: the firmware of a board, with the Moddable SDK. */
export function buildCommand(): Command {
  return command("build", "build the firmware for a board, or check it without ESP-IDF")
    .argument("[settings...]", "name=value: what the firmware finds in its configuration")
    .option(
      "--board <name>",
      "a folder in manifests/boards, several times for several (default with --check: all)",
      collect,
    )
    .option("--check", "types, modules and link for the target, as far as it goes without ESP-IDF")
    .option("--output <folder>", "the package (default: build/<board>)")
    .addHelpText("after", examples)
    .action(async (settings: readonly string[], options: CommonOptions & BuildArguments) => {
      checkSettings(settings);
      // Heavy: only for those who need it.
      const { boardNames, loadBoard } = await import("../work/build/boards.js");
      const { buildBoard } = await import("../work/build/build-board.js");
      const { checkBoards } = await import("../work/build/check-boards.js");
      const { buildReport } = await import("../work/build/report.js");
      const { findToolchain } = await import("../work/build/toolchain.js");
      const { board: names = options.check ? boardNames() : [] } = options;
      if (names.length === 0)
        throw new CommandError("usage", `--board: name one of ${boardNames().join(", ")}`);
      if (options.output !== undefined && (names.length > 1 || options.check))
        throw new CommandError("usage", "--output: is for the package of one board");
      const boards = await Promise.all(names.map((name) => loadBoard(name)));
      const report = buildReport(outputOf(options), boards);
      const { tell } = report;
      const wantsIDF = options.check !== true;
      const toolchain = findToolchain({ environment: process.env, wantsIDF, tell });
      if (toolchain === undefined) throw new CommandError("missing", "the build lacks what is named above");
      const bad = wantsIDF
        ? await buildAll(boards, (board) => {
            const folder = resolve(options.output ?? join("build", board.name));
            return buildBoard({ board, toolchain, settings, folder, tell });
          })
        : await checkBoards({ boards, toolchain, settings, tell });
      report.close();
      if (bad.length > 0) throw new CommandError("failed", `${bad.join(", ")}: see the complaints above`);
    });
}

function collect(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}

/** One after the other: ESP-IDF takes all processors for itself. */
async function buildAll(
  boards: readonly Board[],
  build: (board: Board) => Promise<boolean>,
): Promise<readonly string[]> {
  const bad: string[] = [];
  for (const board of boards) if (!(await build(board))) bad.push(board.name);
  return bad;
}

/** Thrown by ourselves: commander would repeat the argument, with what must not be seen in it. */
function checkSettings(settings: readonly string[]): void {
  for (const setting of settings) {
    const [, name] = /^([A-Za-z][A-Za-z0-9]*)=/.exec(setting) ?? [];
    if (name === undefined) throw new CommandError("usage", "settings: each has to be name=value");
    if (secrets.includes(name))
      throw new CommandError(
        "usage",
        `${name}: would be readable in the image; give it to the board with \`bowline provision\``,
      );
  }
}
