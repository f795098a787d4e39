import type { Command } from "commander";
import {
  type CommonOptions,
  command,
  outputOf,
  parsePort,
  stateOf,
  untilInterrupted,
} from "../command-line.js";
import type { Output } from "../output/output.js";
import { deviceAuthority, issuedCertificate } from "../work/device-certificate.js";
import { deviceIdentity } from "../work/device-identity.js";
import type { SimulationPage } from "../work/simulation-page.js";
import { aborted, type ConnectorArguments, emulateConnector } from "./emulate.js";
import { type SimArguments, withSimOptions } from "./sim.js";

/** `bowline start`, which is `npm start`: a local Connector, one simulated device that talks to it, and a page to watch both. */
export function startCommand(): Command {
  return withSimOptions(command("start", "run a local Connector and a simulated device together"))
    .option("--port <number>", "TCP port of the Connector, 0 for any free one (default 8883)", parsePort)
    .addHelpText(
      "after",
      "\nExamples:\n  $ bowline start\n  $ bowline start --port 0 --json\n  $ bowline start --authentication certificate\n",
    )
    .action(async (options: CommonOptions & SimArguments & ConnectorArguments) => {
      const output = outputOf(options);
      const state = stateOf(options);
      const { engine, authentication, device: id = deviceIdentity(state) } = options;
      const authority = authentication === "certificate" ? await deviceAuthority(state) : undefined;
      const certificate = authority && (await issuedCertificate(authority, id));
      const { signal, dispose } = untilInterrupted();
      // The device tells what happens in the same words; the emulator's own side would say everything twice.
      const quiet: Output = {
        event: (occurrence) => {
          if (occurrence.event === "listening" || occurrence.event.startsWith("state-"))
            output.event(occurrence);
        },
        progress: (step, done) => output.progress(step, done),
        table: (headings, rows) => output.table(headings, rows),
      };
      // Opened when the Connector is there, and before the first packet comes.
      let page: SimulationPage | undefined;
      const connector = await emulateConnector(
        { ...options, ...(authority === undefined ? {} : { pki: authority.pki }) },
        quiet,
        (note) => page?.hearPacket(note),
      );
      try {
        // Heavy: only for those who need it.
        const { openSimulationPage } = await import("../work/simulation-page.js");
        const { simulate } = await import("../work/simulation.js");
        const opened = await openSimulationPage({ connector, device: id, engine, flash: state.flash(id) });
        page = opened;
        output.event({ event: "page", url: opened.url });
        try {
          const { connectorId, domain, ca } = connector;
          const device = await simulate({
            state,
            output,
            cloud: { connectorId, domain, port: opened.port, ca },
            engine,
            device: id,
            signal,
            authentication,
            clientCertificate: certificate?.pair,
            sensors: opened.sensors,
            observe: opened.hear,
          });
          opened.attach(device);
          output.event({
            event: "ready",
            hint: `Ctrl-C stops both; write with: npx bowline connector write ${id} led true`,
          });
          await aborted(signal);
          await device.close();
        } finally {
          await opened.close();
        }
      } finally {
        dispose();
        await connector.close();
      }
      output.event({ event: "stopped" });
    });
}
