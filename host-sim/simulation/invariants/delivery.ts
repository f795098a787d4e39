import { measured } from "../appliance.js";
import { minute } from "../faults/fault.js";
import type { Invariant } from "./watcher.js";

/** What was taken so long before a calm moment, milliseconds, must be in the cloud's record by then. */
const patience = 5 * minute;

/** Readings that are given up while a full outbox empties itself are told in the session after the present one. */
const untold = 3;

/** The readings of one resource, as far as their fate is open. */
class Account {
  /** Taken and not in the record, with the moment; `excused` where the power went away since. */
  readonly open = new Map<number, { readonly at: number; excused: boolean }>();
  /** The newest in the record. */
  newest = 0;
  /** Missing, and neither told of nor excused; and those that a power cut excuses. */
  unexplained = 0;
  excused = 0;
  /** Given up by the device, and told so, since the last calm moment. */
  told = 0;
}

export const delivery: Invariant = {
  name: "delivery",
  rule: "Every reading reaches the cloud's record, in order; those that had to be given up are counted, and the count is exact.",
  watch({ violate }) {
    const accounts = new Map(measured.map((alias) => [alias, new Account()]));
    return (occurrence, at) => {
      switch (occurrence.kind) {
        case "taken":
          accounts.get(occurrence.resource)?.open.set(occurrence.value, { at, excused: false });
          return;
        case "power-lost":
          for (const { open } of accounts.values())
            for (const reading of open.values()) reading.excused = true;
          return;
        case "device": {
          const { event } = occurrence;
          const account = event.event === "lost" ? accounts.get(event.resource) : undefined;
          if (account !== undefined && event.event === "lost") account.told += event.count;
          return;
        }
        case "cloud": {
          const { event } = occurrence;
          if (event.event === "rejected") violate(`the cloud did not take ${event.resource}: ${event.text}`);
          if (event.event === "malformed") violate(`the device sent what is no MQTT: ${event.reason}`);
          const account = event.event === "reported" ? accounts.get(event.resource) : undefined;
          if (account !== undefined && event.event === "reported")
            record(account, Number(event.value), event.resource);
          return;
        }
        case "calm":
          for (const [resource, account] of accounts) settle(account, resource, at);
          return;
        default:
          return;
      }
    };

    function record(account: Account, value: number, resource: string): void {
      if (account.open.delete(value)) {
        if (value < account.newest) violate(`${resource} ${value} came after ${account.newest}`);
        account.newest = Math.max(account.newest, value);
      } else if (value > account.newest) {
        violate(`${resource} ${value} was recorded and never taken`);
      }
    }

    function settle(account: Account, resource: string, at: number): void {
      for (const [value, reading] of account.open) {
        if (at - reading.at <= patience) continue;
        account.open.delete(value);
        if (reading.excused) account.excused += 1;
        else account.unexplained += 1;
      }
      const explained = Math.min(account.told, account.unexplained);
      account.unexplained -= explained;
      account.excused -= account.told - explained;
      account.told = 0;
      if (account.excused < 0)
        violate(`the device told of ${-account.excused} lost readings of ${resource} more than there were`);
      if (account.unexplained > untold)
        violate(
          `${account.unexplained} readings of ${resource} are not in the record, and the device does not say so`,
        );
    }
  },
};
