import type { Invariant } from "./watcher.js";

export const noSecret: Invariant = {
  name: "no-secret",
  rule: "No log line and no event of the device or of the cloud carries a token.",
  watch({ world, violate }) {
    const search = (value: unknown): boolean => {
      if (typeof value === "string") {
        // Shorter ones cannot hold a token of 40 characters.
        if (value.length < 40) return false;
        for (const secret of world.cloud.secrets) if (value.includes(secret)) return true;
        return false;
      }
      if (typeof value !== "object" || value === null) return false;
      return Object.values(value).some(search);
    };
    return (occurrence) => {
      if (occurrence.kind !== "device" && occurrence.kind !== "cloud") return;
      if (search(occurrence.event)) violate(`the event "${occurrence.event.event}" shows a token`);
    };
  },
};
