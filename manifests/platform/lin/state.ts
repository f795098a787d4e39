import type { Directory } from "embedded:storage/files";
import { pairIn } from "certificate/client-certificate";
import { rootsIn } from "certificate/root-certificates";
import { directory, readBytes, readText } from "./files.js";

/**
 * The folder in which a simulated device lives: its flash, and what it is given to start with.
 *
 *     bowline.json   settings by name, such as {"connectorId": "o33ara2ekbo800000", "port": 8883}
 *     ca.der         trusted root of the cloud, or several, one behind the other; in PEM as ca.pem
 *     client.pem     client certificate with its chain, and key, where devices of this cloud have one
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

/** The trusted roots it was given; undefined where there is no file. Throws a RootError where they cannot be trusted. */
export function givenRoots(): readonly ArrayBuffer[] | undefined {
  const pem = readText(`${stateFolder()}/ca.pem`);
  const der = pem === undefined ? readBytes(`${stateFolder()}/ca.der`) : undefined;
  const given = pem ?? (der === undefined ? undefined : new Uint8Array(der));
  return given === undefined ? undefined : rootsIn(given).map((root) => root.buffer);
}

/** The client certificate and key it was given. Throws a CertificateError where the file has not both. */
export function givenCertificate(): { chain: ArrayBuffer; key: ArrayBuffer } | undefined {
  const text = readText(`${stateFolder()}/client.pem`);
  if (text === undefined) return undefined;
  const { chain, key } = pairIn(text);
  return { chain: chain.buffer, key: key.buffer };
}
