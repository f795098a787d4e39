import type { ResourceSet } from "../resources/resource-set.js";
import type { Value } from "../resources/value.js";
import type { CommandRecord, CommandStore } from "../storage/command-store.js";
import { shortKey } from "../storage/short-key.js";
import type { DeviceEvent } from "./device-event.js";
import type { Log } from "./log.js";

/** What became of a command. */
export type Outcome =
  | "applied"
  /** The model or the layer does not allow it, or flash does not take it. */
  | "refused"
  /** A newer one was applied before. */
  | "stale"
  /** It was applied before, and came again because the cloud had not heard of that. */
  | "repeated"
  /** The power failed while it was applied: its value holds, and whether its action ran nobody knows; it does not run again. */
  | "interrupted";

export interface CommandsOptions {
  resources: ResourceSet;
  store: CommandStore;
  log: Log;
  observe(event: DeviceEvent): void;
  /** Tells the cloud what became of it. */
  report(details: { readonly resource: string; readonly outcome: Outcome; readonly reason?: string }): void;
}

/**
 * Writes by the cloud, each with its effect once.
 *
 * A write sets a value and may start an action (`onWrite`). A value may be set twice without harm; an action may not run twice.
 * So the mark "begun" is in flash before the action and "done" after it, and with a mark on flash no redelivery runs it again:
 *
 *     power cut …            the write comes again (CN-MOD-3), and …
 *     before "begun"         nothing has happened: it is applied
 *     between the two        its value is set, its action does not run: "interrupted"
 *     after "done"           nothing happens: "repeated"
 *
 * Which write it was its stamp tells (CN-RES-4), where the cloud stamps; an older one than the last is refused. Without stamps a write is
 * taken for a redelivery when it brings the value of the last one and that was not acknowledged in a session before this.
 */
export class Commands {
  #options: CommandsOptions;
  /** Written in this session: what comes again within one session is meant again. */
  #fresh = new Set<string>();

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** A session has opened. */
  open(): void {
    this.#fresh.clear();
  }

  /** The cloud wrote `payload`; `stamp` is the write's time in microseconds, where the cloud tells it. */
  written(resource: string, payload: string, stamp: number | undefined): void {
    const { resources, log } = this.#options;
    const isAction = resources.hasAction(resource);
    if (!resources.definitions.get(resource)?.settable || (!isAction && stamp === undefined)) {
      this.#apply(resource, payload, true);
      return;
    }
    const fingerprint = shortKey(payload);
    const last = this.#read(resource);
    const standing = this.#standing(resource, last, fingerprint, stamp);
    if (standing === "stale") {
      log.warning("resource", `${resource}: refused: a newer write was applied before`);
      return this.#tell(resource, "stale");
    }
    this.#fresh.add(resource);
    if (standing === "repeated") {
      log.info("resource", `${resource}: written again, already applied`);
      return this.#tell(resource, "repeated");
    }
    const record = { fingerprint, stamp: stamp ?? last?.stamp };
    const isInterrupted = standing === "interrupted";
    if (!isInterrupted && !this.#write(resource, { ...record, phase: "begun" })) {
      return this.#tell(resource, "refused", "could not be stored");
    }
    const isApplied = this.#apply(resource, payload, !isInterrupted);
    if (isApplied && isInterrupted) this.#tell(resource, "interrupted");
    this.#write(resource, { ...record, phase: "done" });
  }

  /** The cloud knows the value that a write left behind: what it writes next is new, also where it is the same. */
  acknowledged(resource: string): void {
    if (!this.#options.resources.hasAction(resource)) return;
    const last = this.#read(resource);
    if (last?.phase === "done") this.#write(resource, { ...last, phase: "told" });
  }

  #standing(
    resource: string,
    last: CommandRecord | undefined,
    fingerprint: string,
    stamp: number | undefined,
  ): "new" | "stale" | "repeated" | "interrupted" {
    if (last === undefined) return "new";
    if (stamp !== undefined && last.stamp !== undefined) {
      if (stamp > last.stamp) return "new";
      if (stamp < last.stamp) return "stale";
    } else if (last.phase === "told" || this.#fresh.has(resource) || last.fingerprint !== fingerprint) {
      return "new";
    }
    return last.phase === "begun" ? "interrupted" : "repeated";
  }

  #apply(resource: string, payload: string, mayAct: boolean): boolean {
    const { resources, observe, log } = this.#options;
    const outcome = resources.write(resource, payload, mayAct);
    const { value, accepted } = outcome;
    if (outcome.accepted) {
      observe({ event: "written", resource, value, accepted });
      log.info("resource", `${resource} set to ${shown(value)}`);
      if (mayAct) this.#tell(resource, "applied");
    } else {
      const { reason } = outcome;
      observe({ event: "written", resource, value, accepted, reason });
      log.warning("resource", `${resource}: ${shown(value)} refused: ${reason}`);
      this.#tell(resource, "refused", reason);
    }
    return accepted;
  }

  #tell(resource: string, outcome: Outcome, reason?: string): void {
    this.#options.report({ resource, outcome, ...(reason === undefined ? {} : { reason }) });
  }

  #read(resource: string): CommandRecord | undefined {
    try {
      return this.#options.store.read(resource);
    } catch (error) {
      this.#options.log.error("storage", `${resource}: last command could not be read: ${String(error)}`);
      return undefined;
    }
  }

  #write(resource: string, record: CommandRecord): boolean {
    try {
      this.#options.store.write(resource, record);
      return true;
    } catch (error) {
      this.#options.log.error("storage", `${resource}: command could not be noted: ${String(error)}`);
      return false;
    }
  }
}

function shown(value: Value): string {
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
