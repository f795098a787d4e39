import type { Directory } from "embedded:storage/files";
import { directory, readBytes, readText } from "./files.js";

/**
 * The folder in which a simulated device lives: its flash, and what it is given to start with.
 *
 *     bowline.json   settings by name, such as {"connectorId": "o33ara2ekbo800000", "port": 8883}
 *     ca.der         trusted root of the cloud
 *     flash/         what the device stored
 *
 * It is the value of the environment's BOWLINE_STATE, else ~/.bowline.
 */
export function stateFolder(): string {
  const variables = (readText("/proc/self/environ") ?? "").split("\0");
  const absolute = (name: string): string | undefined =>
    variables.find((variable) => variable.startsWith(`${name}=/`))?.slice(name.length + 1);
  const state = absolute("BOWLINE_STATE") ?? `${absolute("HOME") ?? "/tmp"}/.bowline`;
  return state.endsWith("/") ? state.slice(0, -1) : state;
}

/** Where the device stores; made on first use. */
export function flash(): Directory {
  directory(stateFolder()).close();
  return directory(`${stateFolder()}/flash`);
}

/** The settings it was given, by name; none where there is no such file. Throws a SyntaxError where the file is no JSON object. */
export function givenSettings(): Readonly<Record<string, string | number>> {
  const text = readText(`${stateFolder()}/bowline.json`);
  if (text === undefined) return {};
  const settings: unknown = JSON.parse(text);
  if (typeof settings !== "object" || settings === null)
    throw new SyntaxError("bowline.json: must be an object");
  return settings as Readonly<Record<string, string | number>>;
}

/** The trusted root it was given, DER. */
export function givenRoot(): ArrayBuffer | undefined {
  return readBytes(`${stateFolder()}/ca.der`);
}
