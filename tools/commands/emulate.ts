import { Command, InvalidArgumentError, Option } from "commander";
import {
  parseResourceOption,
  type ResourceDefinition,
} from "../../host-sim/emulators/connector/core/resource.js";
import type {
  AuthenticationType,
  ConnectorOptions,
  RunningConnector,
} from "../../host-sim/emulators/connector/index.js";
import {
  type CommonOptions,
  command,
  outputOf,
  parsePort,
  stateOf,
  untilInterrupted,
} from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { Output } from "../output/output.js";
import { declaredResources } from "../work/declared-resources.js";

export interface ConnectorArguments {
  readonly domain?: string;
  readonly port?: number;
  readonly bind?: string;
  readonly id?: string;
  readonly authentication?: AuthenticationType;
  readonly resource?: readonly ResourceDefinition[];
  /** The authority that certificates of devices must lead to; any certificate is taken where absent. */
  readonly pki?: ConnectorOptions["pki"];
}

const authentications: readonly AuthenticationType[] = ["token", "password", "certificate"];

const examples = `
Examples:
  $ bowline emulate connector
  $ bowline emulate connector --config connectors.json
  $ bowline emulate connector --port 0 --resource temperature:number --resource led:boolean:settable --json
`;

const groupExamples = `
Examples:
  $ bowline emulate connector                   a cloud for devices and tests
  $ bowline emulate board --chip esp32c3        an empty board for bowline flash
`;

/** `bowline emulate connector`: the cloud on the desk, until Ctrl-C. */
export function emulateCommand(): Command {
  const connector = command(
    "connector",
    "a West Connectivity Connector: MQTT 3.1.1 over TLS, with its own CA",
  )
    .option("--domain <name>", "clients connect to <id>.<domain> (default m2.localhost)")
    .option("--port <number>", "TCP port, 0 for any free one (default 8883)", parsePort)
    .option("--bind <address>", "IP address to listen on (default 127.0.0.1)")
    .option(
      "--id <connectorId>",
      "Connector id (default: the one in the state folder, made up on the first run)",
    )
    .option(
      "--resource <alias:format[:settable]>",
      "a resource, repeatable (default: those of firmware/app.ts)",
      collect,
    )
    .addOption(
      new Option("--authentication <type>", "how devices prove who they are (default token)").choices(
        authentications,
      ),
    )
    .addOption(
      new Option(
        "--config <file>",
        "JSON file that describes one Connector or several, with their files and faults",
      ).conflicts(["domain", "bind", "id", "resource", "authentication"]),
    )
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & ConnectorArguments & { readonly config?: string }) => {
      const output = outputOf(options);
      const { signal, dispose } = untilInterrupted();
      const running = await (options.config === undefined
        ? emulateConnector(options, output)
        : emulateConfigured(options, options.config, output));
      output.event({ event: "ready", hint: "Ctrl-C stops it; bowline connector list shows its devices" });
      await aborted(signal);
      dispose();
      await running.close();
    });
  return new Command("emulate")
    .description("run a cloud, or a board, on this computer")
    .addCommand(connector)
    .addHelpText("after", groupExamples);
}

/** Starts the emulator; its events go to the output, its packets to whoever wants to know. */
export async function emulateConnector(
  options: CommonOptions & ConnectorArguments,
  output: Output,
  onPacket?: ConnectorOptions["onPacket"],
): Promise<RunningConnector> {
  const { domain, port, bind, id, authentication, pki } = options;
  // Loaded here and not above: its libraries take half a second, which no other command should pay for.
  const { startConnector } = await import("../../host-sim/emulators/connector/index.js");
  try {
    return await startConnector({
      stateDir: stateOf(options).connector,
      resources: options.resource ?? (await declaredResources()),
      ...(domain === undefined ? {} : { domain }),
      ...(port === undefined ? {} : { port }),
      ...(bind === undefined ? {} : { bind }),
      ...(id === undefined ? {} : { id }),
      ...(authentication === undefined ? {} : { authentication }),
      ...(pki === undefined ? {} : { pki }),
      ...(onPacket === undefined ? {} : { onPacket }),
      onEvent: (event) => output.event({ ...event }),
    });
  } catch (error) {
    throw asFailure(error);
  }
}

/** Starts what a configuration file describes. `--port` wins over the file, so that a test can take any free one. */
async function emulateConfigured(
  options: CommonOptions & ConnectorArguments,
  file: string,
  output: Output,
): Promise<{ close(): Promise<void> }> {
  const { readConnectorConfig, startConnectors } = await import(
    "../../host-sim/emulators/connector/index.js"
  );
  try {
    return await startConnectors({
      ...readConnectorConfig(file),
      ...(options.port === undefined ? {} : { port: options.port }),
      stateDir: stateOf(options).connector,
      onEvent: (event) => output.event({ ...event }),
    });
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  return new CommandError("failed", error instanceof Error ? error.message : String(error));
}

/** Resolves when the signal fires. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function collect(text: string, sofar: readonly ResourceDefinition[] = []): readonly ResourceDefinition[] {
  try {
    return [...sofar, parseResourceOption(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
