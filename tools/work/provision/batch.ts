import {
  type ProvisioningEvent,
  ProvisioningFailure,
  type ProvisioningResult,
} from "../../device-link/provisioning.js";
import type { Journal, JournalEntry } from "./journal.js";
import type { ListEntry } from "./list-file.js";

export interface BatchOptions {
  readonly entries: readonly ListEntry[];
  /** Serial ports, each with a board at its end; they are worked on side by side. */
  readonly ports: readonly string[];
  readonly journal: Journal;
  /** Rejects with a ProvisioningFailure. */
  readonly provision: (
    entry: ListEntry,
    port: string,
    onEvent: (event: ProvisioningEvent) => void,
  ) => Promise<ProvisioningResult>;
  /** Resolves when a board with none of these identities is at the port, false where nobody wants to go on. */
  readonly nextBoard: (port: string, identities: ReadonlySet<string>) => Promise<boolean>;
  readonly onEvent: (event: BatchEvent) => void;
  /** ISO 8601. */
  readonly now: () => string;
}

export type BatchEvent =
  | (ProvisioningEvent & { readonly port: string; readonly device: string })
  | { readonly event: "skipped"; readonly device: string; readonly reason: string }
  | {
      readonly event: "provisioned";
      readonly port: string;
      readonly device: string;
      readonly online: boolean;
      readonly board: string;
    }
  | {
      readonly event: "provisioning-failed";
      readonly port: string;
      readonly device: string;
      readonly step: string;
      readonly reason: string;
      readonly advice: string;
    }
  | { readonly event: "next-board"; readonly port: string; readonly device: string };

export interface BatchOutcome {
  readonly provisioned: number;
  readonly skipped: number;
  readonly failed: number;
}

/**
 * Provisions the boards of a list on several ports at once. Every outcome goes into the journal at once, and what stands there as
 * done is not done again: a list that was broken off is continued by running it again. A board that fails does not stop the others.
 */
export async function provisionBatch(options: BatchOptions): Promise<BatchOutcome> {
  const { entries, ports, journal, onEvent } = options;
  const waiting = entries.filter(({ deviceId }) => !journal.isDone(deviceId));
  for (const { deviceId } of entries)
    if (journal.isDone(deviceId))
      onEvent({ event: "skipped", device: deviceId, reason: "stands in the journal as done" });
  const outcome = { provisioned: 0, skipped: entries.length - waiting.length, failed: 0 };
  await Promise.all(
    ports.map(async (port) => {
      for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
        // Failure story: a board whose Wi-Fi could not be joined kept its own identity, passed for the next one, and then for the one after it:
        // within a minute the rest of the list had failed on a single board.
        const identities = new Set([entry.deviceId]);
        const isDone = await one(options, entry, port, identities);
        outcome[isDone ? "provisioned" : "failed"] += 1;
        if (waiting.length === 0) return;
        onEvent({ event: "next-board", port, device: entry.deviceId });
        if (!(await options.nextBoard(port, identities))) return;
      }
    }),
  );
  return outcome;
}

async function one(
  { provision, journal, onEvent, now }: BatchOptions,
  entry: ListEntry,
  port: string,
  /** Gets every identity under which the board at the port has answered. */
  identities: Set<string>,
): Promise<boolean> {
  const device = entry.deviceId;
  const common = (): Pick<JournalEntry, "time" | "deviceId" | "serialPort"> => ({
    time: now(),
    deviceId: device,
    serialPort: port,
  });
  try {
    const result = await provision(entry, port, (event) => {
      if (event.event === "step" && event.identity !== undefined) identities.add(event.identity);
      onEvent({ ...event, port, device });
    });
    const { board, fingerprint, online } = result;
    await journal.write({
      ...common(),
      outcome: online ? "online" : "stored",
      board,
      ...(fingerprint === undefined ? {} : { fingerprint }),
    });
    onEvent({ event: "provisioned", port, device, online, board });
    return true;
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    const { step, stage, message: reason, advice } = error;
    await journal.write({
      ...common(),
      outcome: "failed",
      step,
      ...(stage === undefined ? {} : { stage }),
      reason,
    });
    onEvent({ event: "provisioning-failed", port, device, step, reason, advice });
    return false;
  }
}
