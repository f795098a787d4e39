import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import envPaths from "env-paths";
import { CommandError } from "../exit-code.js";

/** The folder that keeps what survives: certificates and devices of the emulator, flash of the simulated devices. */
export interface StateFolder {
  readonly path: string;
  /** Of the Connector emulator. */
  readonly connector: string;
  /** The flash of one simulated device. */
  flash(device: string): string;
}

/** Where state goes without `--state`: the user's state directory (XDG on Linux, Application Support on macOS). */
export function defaultStateFolder(): string {
  if (process.platform !== "linux") return envPaths("bowline", { suffix: "" }).data;
  const base = process.env.XDG_STATE_HOME;
  return join(base === undefined || base === "" ? join(homedir(), ".local", "state") : base, "bowline");
}

/** Opens the state folder, made where it is missing; only its owner may look inside, since it holds keys and tokens. */
export function openStateFolder(path: string): StateFolder {
  const root = resolve(path);
  try {
    makeFolder(root);
  } catch (error) {
    throw new CommandError("failed", `--state ${path}: cannot be used as a folder: ${messageOf(error)}`);
  }
  return {
    path: root,
    connector: join(root, "connector"),
    flash: (device) => join(root, "devices", device.replace(/[^0-9A-Za-z_-]/g, "-")),
  };
}

/** Folder by folder: Node's own way of making several never ends where the system refuses a new folder in one that is there (/proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) return accessSync(path, constants.W_OK);
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
