import type { Command } from "commander";
import { type CommonOptions, command, outputOf } from "../command-line.js";

const examples = `
Examples:
  $ bowline ports
  $ bowline ports --json | jq -r .port
`;

/** `bowline ports`: the boards that are plugged in, as far as USB tells. */
export function portsCommand(): Command {
  return command("ports", "list the serial ports, with board and chip where USB tells")
    .option("--all", "also ports that no board is known to use")
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & { readonly all?: true }) => {
      const { listPorts } = await import("../work/serial/list-ports.js");
      const { portRows } = await import("../work/serial/port-rows.js");
      const { headings, rows, hint } = portRows(await listPorts(), options.all === true);
      const output = outputOf(options);
      output.table(headings, rows);
      if (rows.length === 0 && options.json !== true) output.event({ event: "ready", hint });
    });
}
