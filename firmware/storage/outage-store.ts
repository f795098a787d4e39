import type { Stage } from "../device/device-status.js";
import type { Log } from "../device/log.js";
import type { OutageRecord } from "../device/outage.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { readDocument, writeDocument } from "./document.js";

const stages: readonly Stage[] = Object.freeze([
  "link",
  "address",
  "time",
  "dns",
  "tcp",
  "tls",
  "mqtt",
  "activation",
  "login",
  "online",
]);

/** The outage that the device is in, over a restart. Flash that fails costs the record and nothing else. */
export class OutageStore {
  #domain: KeyValueDomain;
  #log: Log;

  constructor(options: { domain: KeyValueDomain; log: Log }) {
    this.#domain = options.domain;
    this.#log = options.log;
  }

  read(): OutageRecord | undefined {
    try {
      const stored = readDocument(this.#domain, "outage", this.#log);
      const stage = stages.find((each) => each === stored?.stage);
      if (stored === undefined || stage === undefined) return undefined;
      const { from, reason, tries } = stored;
      return {
        ...(typeof from === "number" ? { from } : {}),
        stage,
        reason: typeof reason === "string" ? reason : "",
        tries: typeof tries === "number" ? tries : 0,
      };
    } catch (error) {
      this.#complain("read", error);
      return undefined;
    }
  }

  write(record: OutageRecord): void {
    try {
      writeDocument(this.#domain, "outage", { ...record });
    } catch (error) {
      this.#complain("kept", error);
    }
  }

  erase(): void {
    try {
      this.#domain.delete("outage");
    } catch (error) {
      this.#complain("erased", error);
    }
  }

  #complain(what: string, error: unknown): void {
    this.#log.warning("storage", `the record of the outage could not be ${what}: ${String(error)}`);
  }
}
