import { host } from "../../../../host-sim/engine/inside/host.js";
import { restarts } from "../../../../host-sim/platform/restarts.js";

/** Tells why it runs and what it finds, and ends the first time in the way that its configuration names. */
const ends: Readonly<Record<string, () => void>> = {
  exception() {
    throw new Error("the end");
  },
  loop() {
    for (;;);
  },
  restart: () => restarts.restart(),
};

export default function main(): void {
  const memo = restarts.readMemo();
  host.emit({ event: "run", value: [restarts.reason, memo] });
  if (memo !== undefined) return;
  restarts.writeMemo("für nachher");
  ends[String(host.config.end)]?.();
}
