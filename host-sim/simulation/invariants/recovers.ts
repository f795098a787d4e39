import { hour, spelled } from "../faults/fault.js";
import { recoveryTime } from "../recovery-time.js";
import type { Invariant } from "./watcher.js";

export const recovers: Invariant = {
  name: "recovers",
  rule: "Once nothing is wrong any more, the device measures and is online again within its stated time.",
  watch({ world, ledger, violate }) {
    let state = "off";
    return (occurrence, at) => {
      if (occurrence.kind === "power-lost") state = "off";
      if (occurrence.kind === "device" && occurrence.event.event === "state") state = occurrence.event.state;
      if (occurrence.kind !== "calm") return;
      const { device, connector } = world.cloud;
      if (at - (ledger.last?.at ?? -Infinity) > hour) violate("no sensor was looked at for an hour");
      if (state !== "online")
        violate(`the device is in "${state}" ${spelled(recoveryTime)} after the last fault`);
      else if (device === undefined || !connector.isConnected(device)) {
        violate("the device believes that it is online, and the cloud has no connection with it");
      }
    };
  },
};
