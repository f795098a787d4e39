import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ControlError } from "./control-error.js";

/** How a running emulator is reached; in `control.json` of its state folder while it runs. */
export interface ControlAddress {
  /** Base address, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Bearer token; whoever can read the file may control the emulator. */
  readonly token: string;
}

function pathIn(stateDir: string): string {
  return join(stateDir, "control.json");
}

export function writeControlFile(stateDir: string, address: ControlAddress): void {
  writeFileAtomic.sync(pathIn(stateDir), `${JSON.stringify(address)}\n`, { mode: 0o600 });
}

export function removeControlFile(stateDir: string): void {
  rmSync(pathIn(stateDir), { force: true });
}

/**
 * The folder with the control file: the state folder itself or, where `startConnectors` keeps several Connectors,
 * the one named by the id.
 * @param id absent: the only one that runs. @throws ControlError `ambiguous` when there are several.
 */
export function findControlFolder(stateDir: string, id?: string): string {
  if (id !== undefined) return join(stateDir, id);
  if (existsSync(pathIn(stateDir)) || !existsSync(stateDir)) return stateDir;
  const running = readdirSync(stateDir).filter((name) => existsSync(pathIn(join(stateDir, name))));
  const [only = "", ...others] = running.sort();
  if (others.length === 0) return join(stateDir, only);
  const names = running.join(", ");
  throw new ControlError(
    "ambiguous",
    `several Connectors run with the state folder ${stateDir}: ${names}; name one`,
  );
}

/** @throws ControlError `not-running` when there is no file, or none that could be used. */
export function readControlFile(stateDir: string): ControlAddress {
  try {
    const document: unknown = JSON.parse(readFileSync(pathIn(stateDir), "utf8"));
    if (isControlAddress(document)) return document;
  } catch {
    // Missing or unreadable: either way nobody can be reached by it, which is what the error below says.
  }
  throw notRunning(stateDir);
}

export function notRunning(stateDir: string): ControlError {
  return new ControlError(
    "not-running",
    `no Connector emulator is running with the state folder ${stateDir}; start one with "bowline emulate connector"`,
  );
}

function isControlAddress(document: unknown): document is ControlAddress {
  if (typeof document !== "object" || document === null) return false;
  return (
    "url" in document &&
    typeof document.url === "string" &&
    "token" in document &&
    typeof document.token === "string"
  );
}
