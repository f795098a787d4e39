import Time from "time";
import Timer from "timer";
import { KeyMaker } from "../../../../firmware/console/key-making/key-maker.js";
import type { TimerPort } from "../../../../firmware/ports/timer.js";
import { toBase64 } from "../../../../firmware/storage/base64.js";
import { host } from "../../../../host-sim/engine/inside/host.js";
import { report } from "../../../contract/programs/report.js";

/** Makes a key on the engine beside a timer that shows how long it had to wait. */
const timers = Timer as unknown as TimerPort;
const started = Time.ticks;
let longestWait = 0;
let last = Time.ticks;
const beat = timers.set(
  () => {
    longestWait = Math.max(longestWait, Time.delta(last));
    last = Time.ticks;
  },
  0,
  5,
);

export default function main(): void {
  new KeyMaker({
    Timer: timers,
    clock: { now: () => 0, uptime: () => Time.delta(started), synchronize: () => undefined },
    entropy: (count) => Uint8Array.from(host.call("entropy", count) as number[]),
    identity: "dev-1",
    onProgress: () => undefined,
    onDone(made) {
      timers.clear(beat);
      if (typeof made === "string") return report({ problem: made });
      report({
        milliseconds: Time.delta(started),
        longestWait,
        key: toBase64(made.key),
        request: toBase64(made.request),
      });
    },
  });
}
