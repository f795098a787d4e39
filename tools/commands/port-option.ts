import { InvalidArgumentError } from "commander";
import { CommandError, type ExitName } from "../exit-code.js";
import { parseSerialAddress, type SerialAddress, SerialAddressError } from "../work/serial/serial-address.js";
import { SerialError, type SerialFailure } from "../work/serial/serial-line.js";

/** What every command that talks to a board says about `--port`. */
export const portDescription = "serial port (/dev/ttyUSB0, COM7), or socket://host:port of a simulated board";

/** Reads the value of `--port`. */
export function parsePortOption(text: string): SerialAddress {
  try {
    return parseSerialAddress(text);
  } catch (error) {
    if (error instanceof SerialAddressError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** A speed of a serial line. */
export function parseBaudRate(text: string): number {
  if (!/^\d{3,7}$/.test(text) || Number(text) < 300 || Number(text) > 4_000_000)
    throw new InvalidArgumentError("A speed is a number of baud from 300 to 4000000.");
  return Number(text);
}

/** A time to wait. */
export function parseSeconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("A wait is a number of whole seconds.");
  return Number(text);
}

/** Whether a line that cannot be had is something that is not there, or something that went wrong. */
const exits: Readonly<Record<SerialFailure, ExitName>> = Object.freeze({
  "no-such-port": "unreachable",
  refused: "unreachable",
  busy: "failed",
  denied: "failed",
  lost: "failed",
  failed: "failed",
});

/** Does something with the line that `--port` names; what goes wrong with it ends the command with the right exit code. */
export async function toldSerialErrors(
  port: SerialAddress | undefined,
  work: (port: SerialAddress) => Promise<void>,
): Promise<void> {
  if (port === undefined)
    throw new CommandError("usage", "--port: is missing; `bowline ports` lists the boards there are");
  try {
    await work(port);
  } catch (error) {
    if (error instanceof SerialError) throw new CommandError(exits[error.code], error.message);
    throw error;
  }
}
