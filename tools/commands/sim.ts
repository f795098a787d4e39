import type { Command } from "commander";
import { Option } from "commander";
import type { AuthenticationType } from "../../host-sim/emulators/connector/index.js";
import {
  type CommonOptions,
  command,
  outputOf,
  parsePort,
  stateOf,
  untilInterrupted,
} from "../command-line.js";
import { CommandError } from "../exit-code.js";
import {
  type DeviceCertificate,
  deviceAuthority,
  issuedCertificate,
  readDeviceCertificate,
} from "../work/device-certificate.js";
import { deviceIdentity } from "../work/device-identity.js";
import { type FoundCloud, findCloud } from "../work/find-cloud.js";
import type { EngineName } from "../work/simulation.js";
import type { StateFolder } from "../work/state-folder.js";
import { aborted } from "./emulate.js";

export interface SimArguments {
  readonly authentication: AuthenticationType;
  readonly engine: EngineName;
  readonly device?: string;
}

interface CloudArguments {
  readonly domain?: string;
  readonly port?: number;
  readonly id?: string;
  readonly ca?: string;
  readonly serial?: string;
  readonly certificate?: string;
  readonly key?: string;
}

const examples = `
Examples:
  $ bowline sim                          a device for the Connector that runs with the same state folder
  $ bowline sim --engine node            without the XS engine, in this process, for a debugger
  $ bowline sim --serial pty             its console for bowline console, screen or minicom
  $ bowline sim --authentication certificate
                                         with a certificate by the authority of that Connector
  $ bowline sim --id o33ara2ekbo800000 --domain m2.example.com --port 8883 --ca ca.pem \\
      --authentication certificate --certificate pump-7.pem --key pump-7.key
`;

/** The options that say how a device is simulated, shared with `start`. */
export function withSimOptions(target: Command): Command {
  return target
    .addOption(new Option("--engine <name>", "what runs the firmware").choices(["xs", "node"]).default("xs"))
    .addOption(
      new Option("--authentication <type>", "how the device proves who it is, as its Connector wants it")
        .choices(["token", "password", "certificate"])
        .default("token"),
    )
    .option("--device <id>", "identity of the device (default: made up on the first run)");
}

/** `bowline sim`: one simulated device, until Ctrl-C. */
export function simCommand(): Command {
  return withSimOptions(command("sim", "run the firmware on this computer"))
    .option("--domain <name>", "the Connector's host name is <id>.<domain>")
    .option("--port <number>", "its TCP port", parsePort)
    .option("--id <connectorId>", "its id (default: that of the running emulator)")
    .option(
      "--serial <port|pty>",
      "offer its serial line: a TCP port (0: any), pty, or a path for one (needs socat)",
    )
    .option("--ca <file>", "PEM file of the authority to trust (default: the emulator's)")
    .option(
      "--certificate <file>",
      "the device's own certificate, its chain behind it; its name is the device's",
    )
    .option("--key <file>", "the certificate's key, RSA")
    .addHelpText("after", examples)
    .action(async (options: CommonOptions & SimArguments & CloudArguments) => {
      const output = outputOf(options);
      const state = stateOf(options);
      const cloud = await findCloud(state, options);
      const certificate = await certificateFor(state, options, cloud);
      const { signal, dispose } = untilInterrupted();
      const { simulate } = await import("../work/simulation.js"); // heavy: only for those who need it
      const { offerSerial } = await import("../work/serial-socket.js");
      const serial = options.serial === undefined ? undefined : await offerSerial(options.serial, state.path);
      if (serial !== undefined) output.event({ event: "serial-line", port: serial.address });
      const device = await simulate({
        state,
        output,
        cloud,
        engine: options.engine,
        device: certificate?.device ?? options.device,
        signal,
        authentication: options.authentication,
        clientCertificate: certificate?.pair,
        ...(serial === undefined ? {} : { serial: serial.jack }),
      });
      output.event({ event: "ready", hint: "Ctrl-C stops it" });
      await aborted(signal);
      dispose();
      await device.close();
      await serial?.close();
      output.event({ event: "stopped" });
    });
}

/** The certificate of the device where it needs one: the one in the files, else by the emulator's authority. Throws a CommandError. */
async function certificateFor(
  state: StateFolder,
  options: SimArguments & CloudArguments,
  cloud: FoundCloud,
): Promise<DeviceCertificate | undefined> {
  const { authentication, certificate, key, device } = options;
  const hasFiles = certificate !== undefined || key !== undefined;
  if (authentication !== "certificate") {
    if (!hasFiles) return undefined;
    throw new CommandError("usage", "--certificate and --key are for --authentication certificate");
  }
  if (!hasFiles && cloud.isEmulated)
    return issuedCertificate(await deviceAuthority(state), device ?? deviceIdentity(state));
  if (!hasFiles) {
    throw new CommandError(
      "usage",
      "--certificate: is missing; only an emulator that runs with this state folder has certificates issued, so give the device's own with --certificate FILE --key FILE",
    );
  }
  const own = await readDeviceCertificate({ certificate, key });
  if (device === undefined || device === own.device) return own;
  throw new CommandError(
    "usage",
    `--device ${device}: the certificate is that of ${own.device}, and its name is the device's (CN-PROV-4); leave --device out`,
  );
}
