import { PlanError } from "./plan-error.js";

/** Secrets that come on standard input, so that neither the list of processes nor the shell's history shows them. */
export interface Secrets {
  readonly passphrase?: string;
}

/**
 * Reads `name=value` lines; empty lines and those that begin with `#` are skipped.
 *
 *     wifi.psk=correct horse battery staple
 *
 * Throws a PlanError that names the line by its number, never by its content.
 */
export function parseSecrets(text: string): Secrets {
  let secrets: Secrets = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const name = line.slice(0, Math.max(0, line.indexOf("="))).trim();
    if (name !== "wifi.psk")
      throw new PlanError(`standard input, line ${index + 1}: has to be wifi.psk=<passphrase>`);
    secrets = { ...secrets, passphrase: line.slice(line.indexOf("=") + 1) };
  }
  return secrets;
}

/** Reads standard input to its end. */
export async function readSecrets(input: AsyncIterable<Buffer>): Promise<Secrets> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(part);
  return parseSecrets(Buffer.concat(parts).toString("utf8"));
}
