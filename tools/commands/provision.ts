import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { type CommonOptions, command, outputOf, untilInterrupted } from "../command-line.js";
import type { ProvisioningPlan, ProvisioningResult } from "../device-link/provisioning.js";
import { CommandError } from "../exit-code.js";
import type { Output } from "../output/output.js";
import { PlanError } from "../work/provision/plan-error.js";
import type { PlanInput } from "../work/provision/plan-input.js";
import type { Secrets } from "../work/provision/secrets.js";
import { parseSerialAddress, type SerialAddress, SerialAddressError } from "../work/serial/serial-address.js";

interface ProvisionArguments {
  readonly port: readonly SerialAddress[];
  readonly file?: string;
  readonly list?: string;
  readonly journal?: string;
  readonly labels?: string;
  readonly secrets?: true;
  readonly wait: number;
}

const examples = `
Examples:
  $ bowline provision --port /dev/ttyUSB0                        asks for everything
  $ bowline provision --port /dev/ttyUSB0 --file pump.json --secrets < secrets.txt
  $ bowline provision --list pumps.csv --file common.json --port /dev/ttyUSB0 --port /dev/ttyUSB1 --labels labels.csv
  $ bowline provision --port socket://127.0.0.1:4000 --file pump.json       a simulated board

A file:    {"wifi": {"ssid": "workshop"}, "connectorId": "o33ara2ekbo800000", "deviceId": "pump-7", "authentication": "token"}
           and: domain, port, ca, certificate, key (paths beside the file), settings (any other setting of the firmware)
Secrets:   lines such as wifi.psk=<passphrase> on standard input; never as arguments, which others on this computer can read
A list:    CSV with a heading (deviceId,ssid,certificate,key,…) or a JSON list of such files; --file holds what all have in common.
           The journal says what is done, so that the same command goes on where it stopped.
`;

/** `bowline provision`: from a board whose firmware runs to one that is online, on one board or a list of them. */
export function provisionCommand(): Command {
  return command("provision", "give boards their network, identity and credentials, and see them come online")
    .option(
      "-p, --port <port>",
      "serial port, or socket://host:port; once more for each board of a list",
      addPort,
      [],
    )
    .option("--file <file>", "what the board is to be told, JSON; asked for in the terminal where absent")
    .option("--list <file>", "many boards, CSV or JSON")
    .option("--journal <file>", "what became of the boards of a list (default: <list>.journal)")
    .option("--labels <file>", "write label data: a CSV with the texts of QR codes, and an SVG a board")
    .option("--secrets", "read secrets from standard input")
    .option("--wait <seconds>", "how long a board may take to come online; 0 does not wait", seconds, 120)
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & ProvisionArguments) => {
      if (options.port.length === 0)
        throw new CommandError("usage", "--port: is missing; `bowline ports` lists the boards there are");
      try {
        await (options.list === undefined ? provisionOne(options) : provisionList(options, options.list));
      } catch (error) {
        if (error instanceof PlanError) throw new CommandError("usage", error.message);
        throw error;
      }
    });
}

async function provisionOne(options: CommonOptions & ProvisionArguments): Promise<void> {
  const [address] = options.port;
  if (address === undefined || options.port.length > 1)
    throw new CommandError("usage", "--port: give one, or a --list with as many boards");
  const output = outputOf(options);
  const { completePlan, readPlan } = await import("../work/provision/plan-input.js");
  const { provisionBoard } = await import("../work/provision/board.js");
  const { ProvisioningFailure } = await import("../device-link/provisioning.js");
  const asked =
    options.file === undefined
      ? await ask(address)
      : { plan: await readPlan(options.file), ...(await secretsOf(options)) };
  const plan = await completePlan(asked.plan, { passphrase: asked.passphrase, onlineSeconds: options.wait });
  try {
    const result = await provisionBoard(address, plan, (event) => {
      if (event.event === "upload") output.progress(`uploading ${event.slot}`, event.done);
      else output.event({ ...event });
    });
    output.event({ ...result, event: "provisioned" });
    await label(options, output, plan, result);
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    const { step, stage, message: reason, advice } = error;
    output.event({ event: "provisioning-failed", step, stage, reason, advice });
    throw new CommandError(step === "hello" ? "unreachable" : "failed", `${step}: ${reason}; ${advice}`);
  }
}

async function provisionList(options: CommonOptions & ProvisionArguments, list: string): Promise<void> {
  const output = outputOf(options);
  const { completePlan, readPlan } = await import("../work/provision/plan-input.js");
  const { readList } = await import("../work/provision/list-file.js");
  const { Journal } = await import("../work/provision/journal.js");
  const { LabelFile } = await import("../work/provision/labels.js");
  const { provisionBatch } = await import("../work/provision/batch.js");
  const { provisionBoard, waitForOtherBoard } = await import("../work/provision/board.js");
  const { serialAddressText } = await import("../work/serial/serial-address.js");
  const common: PlanInput = options.file === undefined ? {} : await readPlan(options.file);
  const { passphrase } = await secretsOf(options);
  const entries = await readList(list, common);
  // All files are read before the first board is touched: a mistake in the last row shows now.
  const plans = new Map<string, ProvisioningPlan>();
  for (const { deviceId, plan } of entries)
    plans.set(deviceId, await completePlan(plan, { passphrase, onlineSeconds: options.wait }));
  const addresses = new Map(options.port.map((address) => [serialAddressText(address), address]));
  const at = (port: string): SerialAddress => addresses.get(port) ?? parseSerialAddress(port);
  const labels = options.labels === undefined ? undefined : await LabelFile.create(options.labels);
  const { signal, dispose } = untilInterrupted();
  const outcome = await provisionBatch({
    entries,
    ports: [...addresses.keys()],
    journal: await Journal.open(options.journal ?? `${list}.journal`),
    provision: async ({ deviceId, plan }, port, onEvent) => {
      const complete =
        plans.get(deviceId) ?? (await completePlan(plan, { passphrase, onlineSeconds: options.wait }));
      const result = await provisionBoard(at(port), complete, onEvent);
      await labels?.add({ ...result, deviceId, connectorId: complete.settings.connectorId });
      return result;
    },
    nextBoard: (port, identities) => waitForOtherBoard(at(port), identities, signal),
    onEvent: (event) => output.event({ ...event }),
    now: () => new Date().toISOString(),
  });
  dispose();
  output.table(
    ["provisioned", "skipped", "failed"],
    [[outcome.provisioned, outcome.skipped, outcome.failed]],
  );
  if (outcome.failed > 0)
    throw new CommandError(
      "failed",
      `${outcome.failed} boards were not provisioned; run the same command again`,
    );
}

async function ask(address: SerialAddress): Promise<{ plan: PlanInput; passphrase: string | undefined }> {
  if (process.stdin.isTTY !== true)
    throw new CommandError("usage", "--file: is missing, and there is no terminal to ask in");
  const { askPlan, terminalPrompter } = await import("../work/provision/ask-plan.js");
  const { openConsole } = await import("../work/provision/board.js");
  const client = await openConsole(address);
  try {
    return await askPlan(client, terminalPrompter);
  } finally {
    await client.close();
  }
}

async function secretsOf(options: ProvisionArguments): Promise<{ passphrase: string | undefined }> {
  if (options.secrets !== true) return { passphrase: undefined };
  const { readSecrets } = await import("../work/provision/secrets.js");
  const secrets: Secrets = await readSecrets(process.stdin);
  return { passphrase: secrets.passphrase };
}

async function label(
  options: CommonOptions & ProvisionArguments,
  output: Output,
  plan: ProvisioningPlan,
  { device, board }: ProvisioningResult,
): Promise<void> {
  const { LabelFile, labelForTerminal, labelText } = await import("../work/provision/labels.js");
  const data = { deviceId: device, board, connectorId: plan.settings.connectorId };
  if (options.labels !== undefined) await (await LabelFile.create(options.labels)).add(data);
  output.event({ event: "label", text: labelText(data) });
  if (options.json !== true && process.stdout.isTTY === true)
    process.stdout.write(`${labelForTerminal(data)}\n`);
}

function addPort(text: string, before: readonly SerialAddress[]): readonly SerialAddress[] {
  try {
    return [...before, parseSerialAddress(text)];
  } catch (error) {
    if (error instanceof SerialAddressError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

function seconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("A wait is a number of whole seconds.");
  return Number(text);
}
