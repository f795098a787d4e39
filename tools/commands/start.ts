import type { Command } from "commander";
import {
  type CommonOptions,
  command,
  outputOf,
  parsePort,
  stateOf,
  untilInterrupted,
} from "../command-line.js";
import { aborted, type ConnectorArguments, emulateConnector } from "./emulate.js";
import { type SimArguments, withSimOptions } from "./sim.js";

/** `bowline start`, which is `npm start`: a local Connector and one simulated device that talks to it. */
export function startCommand(): Command {
  return withSimOptions(command("start", "run a local Connector and a simulated device together"))
    .option("--port <number>", "TCP port of the Connector, 0 for any free one (default 8883)", parsePort)
    .addHelpText("after", "\nExamples:\n  $ bowline start\n  $ bowline start --port 0 --json\n")
    .action(async (options: CommonOptions & SimArguments & ConnectorArguments) => {
      const output = outputOf(options);
      const state = stateOf(options);
      const { signal, dispose } = untilInterrupted();
      // The device tells what happens in the same words; the emulator's own side would say everything twice.
      const connector = await emulateConnector(options, {
        event: (occurrence) => {
          if (occurrence.event === "listening" || occurrence.event.startsWith("state-"))
            output.event(occurrence);
        },
        progress: (step, done) => output.progress(step, done),
        table: (headings, rows) => output.table(headings, rows),
      });
      try {
        const { connectorId, domain, port, ca } = connector;
        const { simulate } = await import("../work/simulation.js"); // heavy: only for those who need it
        const device = await simulate({
          state,
          output,
          cloud: { connectorId, domain, port, ca },
          engine: options.engine,
          device: options.device,
          signal,
        });
        output.event({
          event: "ready",
          hint: `Ctrl-C stops both; write with: npx bowline connector write ${device.id} led true`,
        });
        await aborted(signal);
        await device.close();
      } finally {
        dispose();
        await connector.close();
      }
      output.event({ event: "stopped" });
    });
}
