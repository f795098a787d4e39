import { readFileSync, renameSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import { type ConnectorState, parseState } from "./state.js";

/** Changes are collected for this long, in milliseconds, before the file is written: replacing a file waits for the disk, and all connections with it. */
const SAVE_DELAY = 1000;

export interface StateFileOptions {
  readonly path: string;
  /** The state as it is now; asked for at each save. */
  readonly snapshot: () => ConnectorState;
  /** Told when the file could not be written. */
  readonly onError: (reason: string) => void;
}

/** What `loadState` found. */
export type LoadedState =
  | { readonly kind: "loaded"; readonly state: ConnectorState }
  | { readonly kind: "missing" }
  | { readonly kind: "set-aside"; readonly keptAs: string; readonly reason: string };

/** Reads the state file. One that cannot be used is kept under another name, so that nothing is lost unseen. */
export function loadState(path: string): LoadedState {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { kind: "missing" };
    throw error;
  }
  try {
    return { kind: "loaded", state: parseState(text) };
  } catch (error) {
    const keptAs = `${path}.corrupt-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
    renameSync(path, keptAs);
    return { kind: "set-aside", keptAs, reason: messageOf(error) };
  }
}

/** Keeps the state on disk: one JSON file, replaced as a whole, so that a crash leaves the old or the new one. */
export class StateFile {
  readonly #options: StateFileOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StateFileOptions) {
    this.#options = options;
  }

  /** Saves within a second, together with other changes until then. */
  saveSoon(): void {
    this.#timer ??= setTimeout(() => this.#save("lazily"), SAVE_DELAY);
  }

  /** Saves before returning. */
  saveNow(): void {
    this.#save("durably");
  }

  /** Writes what is not written yet. */
  close(): void {
    if (this.#timer !== undefined) this.saveNow();
  }

  /** Waiting until the disk has it stops all connections, for up to a second on a busy one: only a credential is worth that. */
  #save(how: "durably" | "lazily"): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      // The tokens in it open the devices' accounts: nobody but the owner may read the file.
      writeFileAtomic.sync(this.#options.path, `${JSON.stringify(this.#options.snapshot(), null, 2)}\n`, {
        mode: 0o600,
        fsync: how === "durably",
      });
    } catch (error) {
      this.#options.onError(messageOf(error));
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
