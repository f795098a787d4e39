import { setTimeout as sleep } from "node:timers/promises";
import { codeAdvice } from "../../device-link/advice.js";
import { ConsoleClient } from "../../device-link/console-client.js";
import {
  type ProvisioningEvent,
  ProvisioningFailure,
  type ProvisioningPlan,
  type ProvisioningResult,
  provision,
} from "../../device-link/provisioning.js";
import { openLine } from "../serial/open-line.js";
import type { SerialAddress } from "../serial/serial-address.js";
import { SerialError } from "../serial/serial-line.js";
import { pipeOf } from "./line-pipe.js";

/** Opens the console of the board at a port. @throws SerialError */
export async function openConsole(address: SerialAddress): Promise<ConsoleClient> {
  return new ConsoleClient({ pipe: pipeOf(await openLine(address)) });
}

/** Provisions the board at a port. @throws ProvisioningFailure, also where there is no such port */
export async function provisionBoard(
  address: SerialAddress,
  plan: ProvisioningPlan,
  onEvent: (event: ProvisioningEvent) => void,
): Promise<ProvisioningResult> {
  try {
    return await provision({ connect: () => openConsole(address), plan, onEvent, sleep });
  } catch (error) {
    if (!(error instanceof SerialError)) throw error;
    throw new ProvisioningFailure("hello", error.message, codeAdvice.closed);
  }
}

/** Between two looks whether another board is there, milliseconds. */
const lookAgain = 2000;

/** Resolves true when a board answers at the port that is none of `identities`, false when `signal` says so. */
export async function waitForOtherBoard(
  address: SerialAddress,
  identities: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    if (await isOther(address, identities)) return true;
    await sleep(lookAgain, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** Unplugged, silent or the same: not yet. */
async function isOther(address: SerialAddress, identities: ReadonlySet<string>): Promise<boolean> {
  let client: ConsoleClient | undefined;
  try {
    client = await openConsole(address);
    const { id } = await client.request("hello look");
    return typeof id === "string" && !identities.has(id);
  } catch {
    return false;
  } finally {
    await client?.close().catch(() => undefined);
  }
}
