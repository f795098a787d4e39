import type { Invariant } from "./watcher.js";

export const exactlyOnce: Invariant = {
  name: "exactly-once",
  rule: "In the record each reading stands once, after the cloud has dropped what came again with the same resource and timestamp; no two readings share a timestamp.",
  watch({ ledger, violate }) {
    return (occurrence) => {
      if (occurrence.kind !== "cloud" || occurrence.event.event !== "reported") return;
      const { resource, timestamp, value: reported } = occurrence.event;
      const account = ledger.accounts.get(resource);
      if (account === undefined) return;
      const value = Number(reported);
      const before = account.recorded.get(value);
      if (before !== undefined && before.timestamp !== timestamp) {
        violate(
          `${resource} ${value} is in the record twice, as of ${shown(before.timestamp)} and ${shown(timestamp)}`,
        );
      }
      const other = account.stamped.get(timestamp);
      if (other !== undefined && other.value !== value) {
        violate(
          `${resource} ${value} and ${other.value} have one timestamp, ${shown(timestamp)}: one of them gets dropped`,
        );
      }
      if (value > account.newest) violate(`${resource} ${value} was recorded and never taken`);
    };
  },
};

function shown(timestamp: number): string {
  return new Date(timestamp / 1000).toISOString();
}
