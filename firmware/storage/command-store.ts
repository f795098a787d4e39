import type { KeyValueDomain } from "../ports/key-value.js";
import { shortKey } from "./short-key.js";

/** The last command to a resource, and how far it came. */
export interface CommandRecord {
  /** Of its payload. */
  readonly fingerprint: string;
  /** When the cloud wrote it, microseconds since 1970; undefined where the cloud does not say. */
  readonly stamp: number | undefined;
  /** `begun`: its effects may have happened; `done`: they have; `told`: the cloud knows. */
  readonly phase: "begun" | "done" | "told";
}

/** Remembers over a restart which commands were carried out, one key a resource. */
export class CommandStore {
  #domain: KeyValueDomain;

  constructor(options: { domain: KeyValueDomain }) {
    this.#domain = options.domain;
  }

  /** Undefined where there was none. Throws where flash cannot be read. */
  read(resource: string): CommandRecord | undefined {
    const text = this.#domain.read(shortKey(resource));
    if (text === undefined) return undefined;
    try {
      const { resource: owner, fingerprint, stamp, phase }: Record<string, unknown> = JSON.parse(text);
      if (owner !== resource || typeof fingerprint !== "string") return undefined;
      if (phase !== "begun" && phase !== "done" && phase !== "told") return undefined;
      return { fingerprint, stamp: typeof stamp === "number" ? stamp : undefined, phase };
    } catch {
      return undefined; // not our record
    }
  }

  /** Returns when it is in flash; throws where it is not. */
  write(resource: string, record: CommandRecord): void {
    this.#domain.write(shortKey(resource), JSON.stringify({ resource, ...record }));
  }
}
