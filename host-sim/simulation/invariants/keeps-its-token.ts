import type { Invariant } from "./watcher.js";

export const keepsItsToken: Invariant = {
  name: "keeps-its-token",
  rule: "A device that has once logged in with its token never needs another one, unless the cloud takes it away (CN-PROV-2).",
  watch({ world, violate }) {
    let proven: string | undefined;
    return (occurrence) => {
      if (occurrence.kind === "cloud" && occurrence.event.event === "connected") proven = world.cloud.token;
      if (occurrence.kind === "token-erased") proven = undefined;
      if (occurrence.kind !== "helped") return;
      if (proven !== undefined && world.cloud.token === proven)
        violate("the device has lost the token with which it had logged in");
      proven = undefined;
    };
  },
};
