import type { Invariant } from "./watcher.js";

export const noCrash: Invariant = {
  name: "no-crash",
  rule: "The firmware throws nothing out of a callback: on a board that is a restart.",
  watch:
    ({ violate }) =>
    (occurrence) => {
      if (occurrence.kind === "crash") violate(occurrence.reason);
    },
};
