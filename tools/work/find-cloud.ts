import { readFileSync } from "node:fs";
import { rootsIn } from "../../firmware/certificate/root-certificates.js";
import { ControlError, connectControl } from "../../host-sim/emulators/connector/control-client.js";
import { CommandError } from "../exit-code.js";
import type { StateFolder } from "./state-folder.js";

/** A Connector for a simulated device. */
export interface Cloud {
  readonly connectorId: string;
  readonly domain: string;
  readonly port: number;
  /** The authorities to trust, PEM: one, or several of which any will do. */
  readonly ca: string;
}

/** A Connector, and whether it is the emulator that runs with the same state folder. */
export interface FoundCloud extends Cloud {
  readonly isEmulated: boolean;
}

export interface CloudWishes {
  readonly id?: string;
  readonly domain?: string;
  readonly port?: number;
  /** PEM file. */
  readonly ca?: string;
}

/**
 * The Connector that was named by the arguments; what they leave open comes from the emulator that runs with the same
 * state folder. Throws a CommandError that names what is missing where neither tells.
 */
export async function findCloud(state: StateFolder, wishes: CloudWishes): Promise<FoundCloud> {
  const { id, domain, port, ca } = wishes;
  if (id !== undefined && domain !== undefined && port !== undefined && ca !== undefined) {
    return { connectorId: id, domain, port, ca: readAuthority(ca), isEmulated: false };
  }
  try {
    const control = await connectControl({ stateDir: state.connector });
    const running = await control.endpoint();
    return {
      connectorId: id ?? running.connectorId,
      domain: domain ?? running.domain,
      port: port ?? running.port,
      ca: readAuthority(ca ?? running.caFile),
      isEmulated: true,
    };
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const missing = Object.entries({ "--id": id, "--domain": domain, "--port": port, "--ca": ca })
      .filter(([, value]) => value === undefined)
      .map(([name]) => name);
    throw new CommandError(
      "unreachable",
      `no Connector emulator runs with the state folder ${state.path} to take ${missing.join(", ")} from; start one with "bowline emulate connector" or give them`,
    );
  }
}

function readAuthority(file: string): string {
  try {
    const pem = readFileSync(file, "utf8");
    rootsIn(pem);
    return pem;
  } catch (error) {
    throw new CommandError("usage", `--ca ${file}: ${error instanceof Error ? error.message : error}`);
  }
}
