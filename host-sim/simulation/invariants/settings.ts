import type { SettingsPair } from "../occurrence.js";
import type { Invariant } from "./watcher.js";

export const settingsWhole: Invariant = {
  name: "settings-whole",
  rule: "Settings that were stored together are there together after every power cut, or those from before are: never a mixture, never none.",
  watch({ violate }) {
    let stored: SettingsPair | undefined;
    let tried: SettingsPair | undefined;
    return (occurrence) => {
      if (occurrence.kind !== "settings") return;
      const { phase, pair } = occurrence;
      if (phase === "tried") tried = pair;
      else if (phase === "done") {
        stored = pair;
        tried = undefined;
      } else if (stored === undefined && tried === undefined) {
        stored = pair;
      } else if (tried !== undefined && isSame(pair, tried)) {
        stored = pair;
        tried = undefined;
      } else if (stored !== undefined && !isSame(pair, stored)) {
        violate(`the device holds ${shown(pair)}; stored were ${shown(stored)}, tried ${shown(tried)}`);
      }
    };
  },
};

function isSame(one: SettingsPair, other: SettingsPair): boolean {
  return (
    one.keepAliveSeconds === other.keepAliveSeconds && one.acknowledgeSeconds === other.acknowledgeSeconds
  );
}

function shown(pair: SettingsPair | undefined): string {
  return pair === undefined ? "none" : `${pair.keepAliveSeconds} and ${pair.acknowledgeSeconds}`;
}
