import { Command } from "commander";
import {
  ControlError,
  connectControl,
  type DeviceControl,
} from "../../host-sim/emulators/connector/control-client.js";
import type { InjectedFault } from "../../host-sim/emulators/connector/index.js";
import { type CommonOptions, command, outputOf, stateOf, untilInterrupted } from "../command-line.js";
import { CommandError } from "../exit-code.js";
import type { Output } from "../output/output.js";

const examples = `
Examples:
  $ bowline connector list
  $ bowline connector write my-device led true
  $ bowline connector watch --json
  $ bowline connector fault lose-puback times=1
`;

/** `bowline connector <verb>`: the cloud side of the emulator that runs with this state folder. */
export function connectorCommand(): Command {
  const group = new Command("connector")
    .description("look at and change what the local Connector holds")
    .addHelpText("after", examples);
  const verb = (name: string, description: string, run: Verb): void => {
    const [word = "", ...parameters] = name.split(" ");
    const leaf = command(word, description);
    for (const parameter of parameters) leaf.argument(parameter);
    leaf.option("--id <connectorId>", "which Connector, where several run");
    leaf.action(() =>
      reach(leaf.opts<CommonOptions & { id?: string }>(), (control, output) =>
        run(control, output, leaf.args),
      ),
    );
    group.addCommand(leaf);
  };
  verb("list", "devices, their state, and how many writes wait for them", async (control, output) => {
    const devices = await control.list();
    output.table(
      ["device", "state", "connected", "pending"],
      devices.map(({ device, state, connected, pending }) => [device, state, connected, pending]),
    );
  });
  verb(
    "read <device> [alias]",
    "what the cloud holds: reported, set, timestamp",
    async (control, output, [device = "", alias]) => {
      const resources = await control.read(device, alias);
      output.table(
        ["resource", "reported", "set", "unit", "timestamp", "pending"],
        resources.map(({ resource, reported, set, unit, timestamp, pending }) => [
          resource,
          reported,
          set,
          unit,
          moment(timestamp),
          pending,
        ]),
      );
    },
  );
  verb(
    "write <device> <alias> <value>",
    "write a settable resource",
    async (control, output, [device = "", alias = "", value = ""]) => {
      const { delivered, ...written } = await control.write(device, alias, value);
      output.table(
        ["device", "resource", "value", "timestamp", "delivered"],
        [[written.device, written.resource, written.value, moment(written.timestamp), delivered]],
      );
    },
  );
  verb("enable <device>", "put an identity on the whitelist", async (control, output, [device = ""]) =>
    state(output, await control.enable(device)),
  );
  verb(
    "fault <kind> [fields...]",
    "make something go wrong, for example: fault delay-puback milliseconds=3000 times=2",
    async (control, output, words) => {
      const { parseFaultWords } = await import("../../host-sim/emulators/connector/core/faults/fault.js");
      await control.inject(understood(() => parseFaultWords(words)));
      listFaults(output, await control.faults());
    },
  );
  verb("faults", "what goes wrong at present", async (control, output) =>
    listFaults(output, await control.faults()),
  );
  verb("clear-faults", "let everything go right again", async (control, output) => {
    await control.clearFaults();
    listFaults(output, await control.faults());
  });
  verb("watch", "everything that happens, until Ctrl-C", async (control, output) => {
    const { signal, dispose } = untilInterrupted();
    try {
      for await (const event of control.watch({ signal })) output.event({ ...event });
    } finally {
      dispose();
    }
  });
  verb(
    "lock <device>",
    "close its connection and ignore its attempts",
    async (control, output, [device = ""]) => state(output, await control.lock(device)),
  );
  verb("unlock <device>", "let a locked device in again", async (control, output, [device = ""]) =>
    state(output, await control.unlock(device)),
  );
  verb(
    "revoke <device>",
    "take its token away; it has to activate again",
    async (control, output, [device = ""]) => state(output, await control.revoke(device)),
  );
  verb(
    "reprovision <device>",
    "let it activate again; until it does, its credentials stay good",
    async (control, output, [device = ""]) => state(output, await control.reprovision(device)),
  );
  verb("delete <device>", "forget the device", async (control, output, [device = ""]) => {
    await control.delete(device);
    output.table(["device", "state"], [[device, "deleted"]]);
  });
  return group;
}

type Verb = (control: DeviceControl, output: Output, words: readonly string[]) => Promise<void>;

async function reach(
  options: CommonOptions & { readonly id?: string },
  run: (control: DeviceControl, output: Output) => Promise<void>,
): Promise<void> {
  try {
    await run(
      await connectControl({
        stateDir: stateOf(options).connector,
        ...(options.id === undefined ? {} : { id: options.id }),
      }),
      outputOf(options),
    );
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw new CommandError(error.code === "not-running" ? "unreachable" : "failed", error.message);
  }
}

/** Words of the user that make no sense are the user's to mend: exit code 2. */
function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CommandError("usage", error instanceof Error ? error.message : String(error));
  }
}

function listFaults(output: Output, faults: readonly InjectedFault[]): void {
  output.table(
    ["fault", "fields"],
    faults.map(({ fault: { kind, ...fields } }) => [
      kind,
      Object.entries(fields)
        .map((field) => field.join("="))
        .join(" "),
    ]),
  );
}

function state(
  output: Output,
  { device, state, connected }: { device: string; state: string; connected: boolean },
): void {
  output.table(["device", "state", "connected"], [[device, state, connected]]);
}

/** Microseconds since 1970 as ISO 8601. */
function moment(timestamp: number | null): string | null {
  return timestamp === null ? null : new Date(timestamp / 1000).toISOString();
}
